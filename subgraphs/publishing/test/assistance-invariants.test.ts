import { describe, expect, test } from '@jest/globals';
import { graphemeLength } from '../../platforms/src/publish/lengths.ts';
import { weightedLength } from '../../platforms/src/x/length.ts';
import { embeddedEngine, type Place, type SpanKind, spansOf } from '../src/assistance/index.ts';
import { NOBODY } from '../src/persona/persona.ts';
import { GOLDEN_SET } from './assistance-golden-set.ts';

const { signal } = new AbortController();
const X: Place = { platform: 'x', length: 280, count: weightedLength };
const FACTS: readonly SpanKind[] = ['code', 'address', 'handle', 'hashtag', 'number', 'name'];
const MODAL = /\b(?:can(?:not)?|could|may|might|must|shall|should|will|would|not|never)\b|n['’]t\b/gi;

/**
 * Lists what an operation has lost: protected spans, capitalised words within sentences, and modal
 * verbs of `before` that are rarer in `after`.
 */
function lostFacts(before: string, after: string): string[] {
  const spans = spansOf(before).flatMap((span) => (FACTS.includes(span.kind) ? [span.text] : []));
  const names = before.match(/(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}’-]+/gu) ?? [];
  const times = (text: string, part: string) => text.split(part).length;
  const verbs = (before.match(MODAL) ?? []).map((verb) => verb.toLowerCase());
  return [
    ...[...spans, ...names].filter((fact) => times(after, fact) < times(before, fact)),
    ...verbs.filter((verb) => times(after.toLowerCase(), verb) < times(before.toLowerCase(), verb)),
  ];
}

/** Returns the words of `after` that `before` does not have, ignoring case. */
function newWords(before: string, after: string): string[] {
  const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const known = new Set(wordsOf(before));
  return wordsOf(after).filter((word) => !known.has(word));
}

test('the golden set has 60 inputs', () => {
  expect(new Set(GOLDEN_SET).size).toBe(60);
});

describe.each(GOLDEN_SET)('%s', (text) => {
  test('a thread has all of it, within the limit', async () => {
    const { posts } = await embeddedEngine.run('thread', { text, maxLength: 140 }, NOBODY, signal);
    for (const post of posts) expect(graphemeLength(post)).toBeLessThanOrEqual(140);
    const bare = posts.map((post) => (posts.length === 1 ? post : post.replace(/ \(\d+\/\d+\)$/, '')));
    expect(bare.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  test('hashtags are made of its words, not of addresses, handles, numbers or function words', async () => {
    const { hashtags } = await embeddedEngine.run('hashtags', { text, count: 5 }, NOBODY, signal);
    const own = spansOf(text).filter(({ kind }) => kind === 'hashtag');
    const rest = spansOf(text)
      .filter(({ kind }) => kind === 'address' || kind === 'handle' || kind === 'code')
      .reduce((left, span) => left.replace(span.text, ' '), text);
    const letters = rest.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
    for (const tag of hashtags.filter((each) => !own.some((span) => span.text === each))) {
      expect(letters).toContain(tag.slice(1).toLowerCase());
      expect(tag).not.toMatch(/^#(?:\d+|the|and|you|your|our|will|must|can|not|is|it|https?|www|com)$/i);
    }
  });

  test('optimising keeps facts, language and addresses, and the limit of the platform', async () => {
    const { text: better } = await embeddedEngine.run('optimise', { text, place: X }, NOBODY, signal);
    expect(weightedLength(better)).toBeLessThanOrEqual(280);
    const body = better.replace(/\n\n(?:#\S+ ?)+$/, '');
    expect(newWords(text, body)).toEqual([]);
    if (weightedLength(text) <= 280) expect(lostFacts(text, body)).toEqual([]);
    for (const { kind, text: span } of spansOf(text))
      if (kind === 'address' || kind === 'handle') expect(better).toContain(span);
  });

  test('rewriting keeps facts and adds nothing to a post, or is refused', async () => {
    for (const tone of ['concise', 'friendly', 'professional', 'casual', 'witty']) {
      const refusal = embeddedEngine.refusal('rewrite', { text, tone });
      if (refusal) {
        expect(refusal).toMatchObject({ code: 'MODEL_REQUIRED' });
        continue;
      }
      const { text: written } = await embeddedEngine.run('rewrite', { text, tone }, NOBODY, signal);
      expect(lostFacts(text, written)).toEqual([]);
      if (tone === 'concise') expect(graphemeLength(written)).toBeLessThan(graphemeLength(text));
    }
  });
});
