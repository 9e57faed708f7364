import { expect, test } from '@jest/globals';
import { rangeOf } from '../../src/http/endpoints/range.ts';

const SIZE = 70;

test.each([
  ['bytes=0-7', { start: 0, end: 7 }],
  ['bytes=8-', { start: 8, end: 69 }],
  ['bytes=-4', { start: 66, end: 69 }],
  ['bytes=4-100000', { start: 4, end: 69 }],
  ['bytes=-100000', { start: 0, end: 69 }],
  ['bytes=69-69', { start: 69, end: 69 }],
  ['bytes=70-', 'unsatisfiable'],
  ['bytes=100000-200000', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=0-1,3-4', null],
  ['lines=1-2', null],
  ['bytes=7-3', null],
  ['bytes=-', null],
  ['nonsense', null],
  [undefined, null],
])('%s of 70 bytes', (header, range) => {
  expect(rangeOf(header, SIZE)).toEqual(range);
});

test('of an empty file there is no part', () => {
  expect(rangeOf('bytes=0-', 0)).toBe('unsatisfiable');
  expect(rangeOf('bytes=-1', 0)).toBe('unsatisfiable');
});
