import { expect, test } from '@jest/globals';
import { byteLength, graphemeLength, mastodonLength, weightedLength } from '../src/publishers/lengths.ts';

const FAMILY = '👨‍👩‍👧‍👦';

test.each([
  ['plain', 'Hello', 5, 5],
  ['a family is one', FAMILY, 1, 2],
  ['a flag is one', '🇫🇷', 1, 2],
  ['a skin tone belongs to its hand', '👍🏽', 1, 2],
  ['composed and decomposed are the same', 'e\u0301', 1, 1],
  ['Chinese weighs two', '茶', 1, 2],
  ['typographic quotes weigh one', '“tea”', 5, 5],
  ['a dagger weighs two', '†', 1, 2],
])('%s', (_, text, graphemes, weighted) => {
  expect(graphemeLength(text)).toBe(graphemes);
  expect(weightedLength(text)).toBe(weighted);
});

test.each([
  ['a short link', 'https://a.co', 23],
  ['a long link', `https://tea.example.com/${'a'.repeat(200)}`, 23],
  ['a bare domain that there is', 'see example.com', 27],
  ['an address of mail is none', 'a@example.com', 13],
  ['its closing bracket is not its own', '(https://example.com/x)', 25],
  ['nor is the full stop behind it', 'https://example.com/x.', 24],
  ['no domain', 'end.Start', 9],
  ['behind emoji', `${FAMILY} https://example.com/x now`, 2 + 1 + 23 + 4],
  ['two of them', 'https://example.com and https://example.org', 23 + 5 + 23],
])('X counts 23 for a link: %s', (_, text, length) => {
  expect(weightedLength(text)).toBe(length);
});

test('Mastodon counts 23 for a link, and a mention without its server', () => {
  expect(mastodonLength(`https://example.com/${'a'.repeat(100)}`)).toBe(23);
  expect(mastodonLength('hello @someone@social.example!')).toBe('hello @someone!'.length);
  expect(mastodonLength(FAMILY)).toBe(1);
});

test('a family is 25 bytes', () => {
  expect(byteLength(FAMILY)).toBe(25);
});
