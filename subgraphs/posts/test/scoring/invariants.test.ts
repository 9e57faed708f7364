import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HOSTILE_TEXTS } from '../../../text-models/training/data/checks/hostile.ts';
import { POSTS_BY_LANGUAGE } from '../../../text-models/training/data/checks/languages.ts';
import { type Analysis, rulesEngine } from '../../src/community/scoring/index.ts';
import { analyse, post } from './support.ts';

describe('invariants', () => {
  const WORDS = [
    'looking for',
    'a tool',
    'need a CRM',
    'alternative to',
    'Slack',
    'vs',
    'not',
    'too expensive',
    '$50/month',
    'by Friday',
    'Ask HN:',
    'Show HN:',
    '?',
    '.',
    '\n',
    '"',
    '>',
    '`',
    'fed up with',
    'we',
    'I',
    '😀',
    'é',
    '\u0000',
    '’',
    'https://',
    'or',
  ];
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
      .map((units) => String.fromCharCode(...units)),
    fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(' ')),
  );
  const anyPost = fc.record({
    title: anyText,
    body: anyText,
    source: fc.constantFrom('reddit', 'hackernews', 'stackoverflow', 'devto', 'x'),
    kind: fc.constantFrom('p' as const, 'c' as const),
    points: fc.option(fc.double()),
    comments: fc.option(fc.integer()),
  });

  test('every score is 1.0 to 10.0 with one decimal', () => {
    fc.assert(
      fc.property(anyPost, (subject) => {
        const { score } = analyse(subject, ['Slack', 'a.b']);
        return score >= 1 && score <= 10 && Number(score.toFixed(1)) === score;
      }),
      { numRuns: 500 },
    );
  });

  test('all evidence is quoted from the title or the body, at most 120 characters', () => {
    fc.assert(
      fc.property(anyPost, (subject) => {
        for (const { evidence } of analyse(subject, ['Slack', 'é']).signals) {
          expect(evidence).not.toBe('');
          expect(evidence.length).toBeLessThanOrEqual(120);
          expect(subject.title.includes(evidence) || subject.body.includes(evidence)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('no signal is listed twice', () => {
    fc.assert(
      fc.property(anyPost, (subject) => {
        const names = analyse(subject).signals.map((signal) => signal.name);
        return new Set(names).size === names.length;
      }),
    );
  });

  test('the same post scores the same, alone or in a batch, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyPost, { minLength: 1, maxLength: 8 }), (posts) => {
        const together = rulesEngine.score(posts) as Analysis[];
        expect(posts.map((subject) => analyse(subject))).toEqual(together);
        expect(rulesEngine.score([...posts].reverse())).toEqual([...together].reverse());
      }),
    );
  });

  test('a well-formed post never gets ill-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 150 }), (noise) => {
        const { reason } = analyse(
          post(`Looking for ${noise} tools vs ${noise}`, `Fed up with ${noise}😀 ${noise}`),
        );
        return reason.isWellFormed();
      }),
      // The match ends inside a surrogate pair.
      { examples: [['\u{1D158}\u{1D165}\u{1D16E}\u{10000}"\u{10000}\u{10000} #']] },
    );
  });

  test.each([
    ['one letter', 'a'],
    ['spaces', ' '],
    ['line ends', '\n'],
    ['quotes', '"'],
    ['backticks', '`'],
    ['arrows', '>'],
    ['requests', 'looking for '],
    ['negations', 'not not '],
    ['needs', 'we need a '],
    ['capitals', 'Aa '],
    ['versus', 'A vs '],
    ['alternatives', 'alternative to a '],
    ['questions', 'what do you '],
    ['money', '$1,'],
    ['links', 'https://'],
    ['emoji', '😀'],
    ['names', 'A.B-C&D '],
    ['domains', 'aa.'],
    ['halves', '\ud83d'],
  ])('scoring a megabyte of %s ends', (_, unit) => {
    const flood = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect(analyse(post(flood, flood), ['Slack']).score).toBeGreaterThanOrEqual(1);
  });

  test('a post in another language than English has no intent and the lowest score', () => {
    const { en: _, ...others } = POSTS_BY_LANGUAGE;
    for (const text of Object.values(others).flat())
      expect(analyse(post('', text))).toMatchObject({ intent: null, score: 1, signals: [] });
  });

  test('only the first 10,000 characters of a body are read', () => {
    expect(analyse(post('A story', `${'word '.repeat(2_100)} I need a CRM tool`)).intent).toBeNull();
    for (const text of HOSTILE_TEXTS)
      expect(analyse(post('', text))).toEqual(analyse(post('', text.slice(0, 20_000))));
  });
});
