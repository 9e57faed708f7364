import { expect, test } from '@jest/globals';
import { type Analysis, rulesEngine, type ScorablePost } from '../../src/community/scoring/index.ts';

export function post(title: string, body = '', source = 'reddit', kind: 'p' | 'c' = 'p'): ScorablePost {
  return { title, body, source, kind };
}

export function analyse(subject: ScorablePost, names?: string[]): Analysis {
  const brands = names?.map((name) => ({ id: name, names: [name], excludes: [], isOwn: false }));
  const [analysis] = rulesEngine.score([subject], brands && { brands }) as Analysis[];
  if (analysis === undefined) throw new Error('one analysis per post');
  return analysis;
}

/** Expectations of a case, limited to its subject. */
interface Expected {
  intent?: Analysis['intent'];
  score?: readonly [atLeast: number, atMost: number];
  stage?: Analysis['buyingStage'];
  urgency?: Analysis['urgency'];
  action?: Analysis['action'];
  competitor?: string | null;
  signals?: readonly string[];
  without?: readonly string[];
}

export type Case = readonly [subject: ScorablePost, expected: Expected];

function expectCase(subject: ScorablePost, expected: Expected): void {
  const analysis = analyse(subject);
  const names = analysis.signals.map((signal) => signal.name);
  if ('intent' in expected) expect(analysis.intent).toBe(expected.intent);
  if (expected.score !== undefined) {
    expect(analysis.score).toBeGreaterThanOrEqual(expected.score[0]);
    expect(analysis.score).toBeLessThanOrEqual(expected.score[1]);
  }
  if (expected.stage !== undefined) expect(analysis.buyingStage).toBe(expected.stage);
  if (expected.urgency !== undefined) expect(analysis.urgency).toBe(expected.urgency);
  if (expected.action !== undefined) expect(analysis.action).toBe(expected.action);
  if ('competitor' in expected) expect(analysis.competitor).toBe(expected.competitor);
  for (const name of expected.signals ?? []) expect(names).toContain(name);
  for (const name of expected.without ?? []) expect(names).not.toContain(name);
}

export function table(cases: readonly Case[]): void {
  test.each(
    cases.map(
      ([subject, expected]) => [`${subject.title} ${subject.body}`.slice(0, 90), subject, expected] as const,
    ),
  )('%s', (_, subject, expected) => expectCase(subject, expected));
}

export const hn = (title: string, body = '') => post(title, body, 'hackernews');
