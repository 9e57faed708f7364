import { expect, test } from '@jest/globals';
import { platformName } from '../src/index.ts';

test.each([
  ['twitter', 'x'],
  ['X (formerly Twitter)', 'x'],
  ['Hacker News', 'hackernews'],
  ['HN', 'hackernews'],
  ['Reddit', 'reddit'],
  ['Reddit.com', 'reddit'],
  ['myspace', null],
  ['constructor', null],
])('the platform %s is %s', (text, name) => {
  expect(platformName(text, ['x', 'hackernews', 'reddit'])).toBe(name);
});
