import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openAnalysis } from '../src/analysis/index.ts';
import { openLanguage } from '../src/analysis/reading/language.ts';
import { openWords } from '../src/analysis/reading/run-words.ts';
import type { Analysis } from '../src/mention.ts';

const open = () => openAnalysis({ brands: [{ id: 'zyx', names: ['Zyx Air', 'ZyxAir'], excludes: [] }] });

/**
 * Words unknown to the language model, in spellings that it tokenizes and tags depending on earlier
 * texts.
 */
const odd = fc.constantFrom(
  ...[
    'Zyxair',
    'zyxair',
    'ZYXAIR',
    '#ZyxAir',
    '@zyxair',
    'zyx-air',
    'Zyx.Air',
    'zyxair:)',
    "Zyxair's",
    'zyxair...',
    'Qwop!!',
  ],
  ...[
    'qwop',
    'QWOP',
    'Brklyn',
    'brklyn',
    'Brklyn-based',
    'https://zyx.example/Qwop',
    'qwop@zyx.example',
    '$qwop',
    '5qwop',
  ],
  ...[
    'constructor',
    '__proto__',
    'don\u2019tqwop',
    'Qwop\u2019s',
    '\u{1F418}qwop',
    'qwop\u{1F418}',
    'Ada',
    'Lovelace',
    'x.y.z',
  ],
);
const known = fc.constantFrom(
  ...[
    'I',
    'met',
    'the',
    'flight',
    'late',
    'from',
    'New York',
    'with',
    'and',
    'never',
    'again.',
    'Why?',
    'love',
    'is',
    'great!',
  ],
);
const text = fc
  .array(fc.oneof(odd, known, fc.string({ maxLength: 6 })), { maxLength: 25 })
  .map((words) => words.join(' '));

describe('the analysis of a text', () => {
  test('does not depend on the texts before it or on their batches', () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 2, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (texts, random) => {
          const mentions = texts.map((each) => ({ title: null, text: each }));
          const forwards = open()(mentions);
          const backwards = open()(mentions.toReversed()).toReversed();
          const sizes = [...random.take(texts.length)];
          const batched: Analysis[] = [];
          const analyse = open();
          for (let at = 0; at < mentions.length; ) {
            const size = 1 + (sizes[at]! % 5);
            batched.push(...analyse(mentions.slice(at, at + size)));
            at += size;
          }
          expect(backwards).toEqual(forwards);
          expect(batched).toEqual(forwards);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('is that of a newly opened language model', () => {
    const cut = (language: ReturnType<typeof openLanguage>, each: string) =>
      openWords(language).wordsOf(each);
    const worn = openLanguage();
    const samples = fc.sample(text, { numRuns: 25, seed: 7 });
    for (const each of samples) cut(worn, each);
    for (const each of samples.slice(0, 3)) expect(cut(worn, each)).toEqual(cut(openLanguage(), each));
  });

  test('stays the same when the language model is reopened, as it is after many words', () => {
    const samples = fc.sample(text, { numRuns: 12, seed: 3 });
    const tags = (language: ReturnType<typeof openLanguage>) => samples.map(openWords(language).wordsOf);
    expect(tags(openLanguage(30))).toEqual(tags(openLanguage()));
  });
});
