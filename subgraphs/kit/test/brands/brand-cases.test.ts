import { describe, expect, test } from '@jest/globals';
import { NAMING, NOT_NAMING, namesBrand } from './brand-cases.ts';

describe('a text names the brand', () => {
  test.each(NAMING)('%s: "%s"', (...[brand, text, community]) => {
    expect(namesBrand(brand, text, community)).toBe(true);
  });
});

describe('a text does not name the brand', () => {
  test.each(NOT_NAMING)('%s: "%s"', (...[brand, text, community]) => {
    expect(namesBrand(brand, text, community)).toBe(false);
  });
});
