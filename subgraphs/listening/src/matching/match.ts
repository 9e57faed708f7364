import {
  isCased,
  isInTitle,
  type Lexeme,
  type Phrase,
  positionOf,
  type TextIndex,
} from '@tributary/kit/text';
import type { Field } from '../query/ast.ts';
import { leastDistance, type NearPlan, type Plan } from './compile.ts';
import { isWithin, type ReadItem } from './read-item.ts';

/** Whether a query matches an item. */
export function matches(plan: Plan, read: ReadItem): boolean {
  switch (plan.kind) {
    case 'and':
      return plan.plans.every((each) => matches(each, read));
    case 'or':
      return plan.plans.some((each) => matches(each, read));
    case 'not':
      return !matches(plan.plan, read);
    case 'phrase':
      return startsOf(plan.phrase, read.index, plan.inTitle).length > 0;
    case 'near':
      return nearPairs(plan, read.index).length > 0;
    case 'field':
      return hasField(plan, read);
  }
}

/** Returns the positions at which a phrase begins. */
export function startsOf(phrase: Phrase, index: TextIndex, inTitle = false): number[] {
  // Most texts have the first word of a phrase and lack another one.
  for (const { text, isPrefix } of phrase) if (!isPrefix && !index.has(text)) return [];
  let starts: number[] | null = null;
  for (const lexeme of phrase) {
    const found = positionsOf(lexeme, index, inTitle).map((position) => position - lexeme.offset);
    if (starts === null) starts = found;
    else {
      const next = new Set(found);
      starts = starts.filter((start) => next.has(start));
    }
    if (starts.length === 0) break;
  }
  return starts!;
}

function positionsOf(lexeme: Lexeme, index: TextIndex, inTitle: boolean): number[] {
  const places = lexeme.isPrefix ? placesOfPrefix(lexeme.text, index) : index.get(lexeme.text);
  if (!places) return [];
  const positions: number[] = [];
  for (const place of places) {
    if (inTitle && !isInTitle(place)) continue;
    if (lexeme.isLower && isCased(place)) continue;
    positions.push(positionOf(place));
  }
  return positions;
}

function placesOfPrefix(prefix: string, index: TextIndex): number[] {
  const places: number[] = [];
  for (const [lexeme, own] of index) if (lexeme.startsWith(prefix)) places.push(...own);
  return places;
}

/** A place where two phrases are near each other, by the positions at which they begin. */
export interface NearPair {
  readonly left: Phrase;
  readonly right: Phrase;
  readonly leftStart: number;
  readonly rightStart: number;
}

/** Returns the places where NEAR holds, of each pair of phrases the first. */
export function nearPairs(plan: NearPlan, index: TextIndex): NearPair[] {
  return plan.left.flatMap((left) =>
    plan.right.flatMap((right) => {
      const pair = nearPair(left, right, plan.distance, index);
      return pair ? [pair] : [];
    }),
  );
}

function nearPair(left: Phrase, right: Phrase, most: number, index: TextIndex): NearPair | null {
  const leftStarts = startsOf(left, index);
  if (leftStarts.length === 0) return null;
  const rightStarts = new Set(startsOf(right, index));
  const leftEnd = left.at(-1)!.offset;
  const rightEnd = right.at(-1)!.offset;
  const leastAfter = leastDistance(left, right);
  const leastBefore = leastDistance(right, left);
  // Texts may repeat a word hundreds of times, so that starts are not compared pair by pair.
  for (const leftStart of leftStarts)
    for (let distance = 0; distance <= most; distance++) {
      const after = leftStart + leftEnd + distance;
      if (distance >= leastAfter && rightStarts.has(after))
        return { left, right, leftStart, rightStart: after };
      const before = leftStart - rightEnd - distance;
      if (distance >= leastBefore && rightStarts.has(before))
        return { left, right, leftStart, rightStart: before };
    }
  return null;
}

function hasField({ name, value }: Field, read: ReadItem): boolean {
  const { item } = read;
  switch (name) {
    case 'author':
      return read.author === value;
    case 'community':
      return read.community === value;
    case 'lang':
      return read.language === value;
    case 'source':
      return item.source === value;
    case 'type':
      return item.kind === value;
    case 'has':
      return value === 'media' ? item.hasMedia : item.links.length > 0;
    case 'min_score':
      return item.score !== null && item.score >= Number(value);
    case 'site':
      return read.host !== null && isWithin(read.host, value);
    case 'domain':
      return read.linkHosts.some((host) => isWithin(host, value));
    case 'url':
      return read.url.includes(value) || read.links.some((link) => link.includes(value));
  }
}
