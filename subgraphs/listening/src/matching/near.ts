import type { Phrase, TextIndex } from '@tributary/kit/text';
import { leastDistance, type NearPlan } from './compile.ts';
import { startsOf } from './starts.ts';

/** A phrase and the position at which it begins. */
export interface Occurrence {
  readonly phrase: Phrase;
  readonly start: number;
}

/**
 * Returns the places where NEAR holds, for each occurrence on the left one; at most `limit`. Texts
 * may repeat a word hundreds of times, so that occurrences are looked up and not compared in pairs.
 */
export function nearPairs(
  { left, right, distance }: NearPlan,
  index: TextIndex,
  limit: number,
): (readonly [left: Occurrence, right: Occurrence])[] {
  const lefts = occurrencesOf(left, index);
  if (lefts.length === 0) return [];
  const rights = occurrencesOf(right, index);
  const byStart = Map.groupBy(rights, ({ start }) => start);
  const byEnd = Map.groupBy(rights, endOf);
  const pairs: (readonly [Occurrence, Occurrence])[] = [];
  for (const each of lefts) {
    const near = nearest(each, distance, byStart, byEnd);
    if (near) pairs.push([each, near]);
    if (pairs.length === limit) break;
  }
  return pairs;
}

type ByPosition = ReadonlyMap<number, readonly Occurrence[]>;

function nearest(from: Occurrence, most: number, byStart: ByPosition, byEnd: ByPosition): Occurrence | null {
  for (let distance = 0; distance <= most; distance++) {
    const after = byStart.get(endOf(from) + distance);
    const follows = after?.find(({ phrase }) => distance >= leastDistance(from.phrase, phrase));
    if (follows) return follows;
    const before = byEnd.get(from.start - distance);
    const precedes = before?.find(({ phrase }) => distance >= leastDistance(phrase, from.phrase));
    if (precedes) return precedes;
  }
  return null;
}

function occurrencesOf(phrases: readonly Phrase[], index: TextIndex): Occurrence[] {
  return phrases.flatMap((phrase) => startsOf(phrase, index).map((start) => ({ phrase, start })));
}

function endOf({ phrase, start }: Occurrence): number {
  return start + phrase.at(-1)!.offset;
}
