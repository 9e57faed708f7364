import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import type winkNlp from 'wink-nlp';
import { readText } from '../src/analysis/reading/index.ts';
import { recentMap } from '../src/analysis/reading/recent-map.ts';

/** Unknown words occur once each: wink would read a second one by the features of the first. */
const TEXTS = [
  `@SouthCarrier Why can't I check in?? My flight to Xanadu, delayed 3 hrs. #NeverAgainZyx :( http://t.co/aB3xYz`,
  'Dr. Smith met Mr. Jones of Acme Corp. in Washington D.C. at 5 p.m. on Monday. They talked about the U.S. budget.',
  '"We won\u2019t go," she said. "It\u2019s over." (Nobody laughed.) He didn\u2019t either...',
  'New  features:\n\n- dark mode\n- faster start-up\n\nRead more at https://example.com/notes?id=7 🎉🎉',
  'The running water is running; they book a book. Will Will will the will to Will? I have left the left one.',
  'iPhone 7 costs $650.50, i.e. 20% more than the state-of-the-art Galaxy-esque Qwertyphone (2015).',
  "y'all gonna love it, I'd've gone... rock 'n' roll since the '90s!!! e.g. U2, R&B etc.",
  'Tab\tseparated\u00a0and\u2009thin spaces ; a.m. or P.M.? Send it to jane@mail.example ASAP!',
  'Ask HN: Is anyone still using Perl 6 in production? Show HN: Blorbify – sed/awk for JSON [video]',
  'I had to light a light light before the fast runner could fast. That that exists is that.',
  '',
  ' . ',
];

test('a text is read as wink reads it: words, parts of speech, stop words and sentences', () => {
  const require = createRequire(import.meta.url);
  const wink = (require('wink-nlp') as typeof winkNlp)(require('wink-eng-lite-web-model'), ['sbd', 'pos']);
  const { its } = wink;
  for (const text of TEXTS) {
    const document = wink.readDoc(text);
    const all = document.tokens();
    const columns = [its.value, its.normal, its.pos, its.type, its.stopWordFlag].map(
      (property) => all.out(property as never) as unknown[],
    );
    const spans = document.sentences().out(its.span) as unknown as [number, number][];
    const expected = spans.map(([from, to]) =>
      Array.from({ length: to - from + 1 }, (_, at) => columns.map((column) => column[from + at])),
    );
    const { sentences } = readText(text);
    const read = sentences.map(({ tokens }) =>
      tokens.map(({ text: value, lower, pos, type, isStopWord }) => [value, lower, pos, type, isStopWord]),
    );
    expect({ text, read }).toEqual({ text, read: expected });
  }
});

test('a sentence has the text from which its words were cut', () => {
  const { sentences } = readText('I can\u2019t  wait.\nWill it\tship (soon)? Yes!');
  expect(sentences.map(({ text }) => text)).toEqual(['I can\u2019t wait.', 'Will it ship (soon)?', 'Yes!']);
});

test('a map of recent values forgets those that were not read for longest', () => {
  const map = recentMap<number>(4);
  for (const [at, key] of ['a', 'b', 'c'].entries()) map.set(key, at);
  expect(map.get('a')).toBe(0);
  map.set('d', 3);
  map.set('e', 4);
  expect(['a', 'b', 'd', 'e'].map(map.get)).toEqual([0, undefined, 3, 4]);
});
