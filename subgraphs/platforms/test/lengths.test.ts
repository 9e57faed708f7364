import { expect, test } from '@jest/globals';
import { mastodonLength } from '../src/mastodon/length.ts';
import { byteLength, graphemeLength } from '../src/publish/lengths.ts';
import { weightedLength } from '../src/x/length.ts';

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

test.each([
  ['a hashtag', '#tag.com', 8],
  ['a mention', '@name.com', 9],
  ['a cash tag', '$cash.com', 9],
  ['a part of a word', 'a1http://example.com', 20],
  ['behind an underscore', '_example.com', 12],
  ['behind a hyphen', '-example.com', 12],
  ['behind a slash', '/example.com', 12],
  ['a user and a password', 'http://user:pw@example.com', 26],
  ['a domain that goes on', 'example.comet', 13],
  ['a name with an underscore', 'http://my_name.com', 18],
  ['a domain in other letters without a protocol', '日本.com', 8],
  ['two points', 'example..com', 12],
  ['no top-level domain', 'http://localhost/x', 18],
])('X takes for no link: %s', (_, text, length) => {
  expect(weightedLength(text)).toBe(length);
});

test.each([
  ['a subdomain with an underscore', 'http://my_sub.example.com', 23],
  ['capitals', 'HTTP://EXAMPLE.COM', 23],
  ['a port', 'https://example.com:8080/a', 23],
  ['a query', 'example.com?q=a&b=c', 23],
  ['punctuation behind a query', 'example.com/?q=a!', 24],
  ['brackets in a path', 'https://example.com/foo_(bar)', 23],
  ['brackets in brackets', 'https://example.com/foo_(bar_(baz))', 23],
  ['an open bracket behind it', 'https://example.com/foo(', 24],
  ['a comma behind it', 'https://example.com/foo,', 24],
  ['its own comma', 'https://example.com/foo,bar', 23],
  ['a country behind a domain', 'example.co.uk', 23],
  ['the longest domain', 'example.com.nowhere', 23 + 8],
  ['a full stop and a word behind it', 'example.com. Next', 23 + 6],
  ['a domain in other letters with a protocol', 'http://はじめよう.みんな', 23],
  ['what is in ASCII of it without one', '日本example.com', 4 + 23],
  ['Cyrillic in a path', 'http://example.com/путь', 23],
  ['brackets around it', '(example.com)', 25],
  ['a colon before it', 'see:example.com', 4 + 23],
  ['other letters behind it', 'http://example.com/日本', 23 + 4],
  ['a slash at its end', 'example.com/', 23],
])('X takes for a link: %s', (_, text, length) => {
  expect(weightedLength(text)).toBe(length);
});

test('a text that consists of apparent domains is counted in linear time', () => {
  expect(weightedLength('a.'.repeat(5_000))).toBe(10_000);
  expect(weightedLength(`http://example.com/${'('.repeat(5_000)}`)).toBe(23 + 5_000);
});

test('Mastodon counts 23 for a link, and a mention without its server', () => {
  expect(mastodonLength(`https://example.com/${'a'.repeat(100)}`)).toBe(23);
  expect(mastodonLength('hello @someone@social.example!')).toBe('hello @someone!'.length);
  expect(mastodonLength(FAMILY)).toBe(1);
});

test('a family is 25 bytes', () => {
  expect(byteLength(FAMILY)).toBe(25);
});
