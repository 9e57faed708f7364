import { type Lexeme, type Phrase, type TokenSpan, tokenSpans } from '@tributary/kit/text';
import type { Plan } from './compile.ts';
import { matches } from './match.ts';
import { nearPairs, type Occurrence } from './near.ts';
import type { ReadItem } from './read-item.ts';
import { startsOf } from './starts.ts';

/** A part of an item that a query found. */
export interface MatchedSpan {
  readonly part: 'title' | 'text';
  /** Offsets in the title or text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** Why a query matches an item. */
export interface MatchReasons {
  /** Distinct, in order; at most {@link MOST_SPANS}. */
  readonly spans: readonly MatchedSpan[];
  /** The fields that hold, as in the query: `lang:en`. */
  readonly fields: readonly string[];
}

const MOST_SPANS = 100;

/** Returns why a query matches an item; null if it does not. */
export function matchReasons(plan: Plan, read: ReadItem): MatchReasons | null {
  if (!matches(plan, read)) return null;
  const occurrences: Occurrence[] = [];
  const fields = new Set<string>();
  collect(plan, read, occurrences, fields);
  return { spans: spansOf(occurrences, read), fields: [...fields] };
}

/** Collects what was found by the parts of a query that hold; its negations found nothing. */
function collect(plan: Plan, read: ReadItem, occurrences: Occurrence[], fields: Set<string>): void {
  if (plan.kind === 'not' || !matches(plan, read)) return;
  switch (plan.kind) {
    case 'and':
    case 'or':
      for (const each of plan.plans) collect(each, read, occurrences, fields);
      return;
    case 'field':
      fields.add(`${plan.name}:${plan.value}`);
      return;
    case 'phrase':
      for (const start of startsOf(plan.phrase, read.index, plan.inTitle))
        occurrences.push({ phrase: plan.phrase, start });
      return;
    case 'near':
      occurrences.push(...nearPairs(plan, read.index, MOST_SPANS).flat());
  }
}

function spansOf(occurrences: readonly Occurrence[], { item }: ReadItem): MatchedSpan[] {
  if (occurrences.length === 0) return [];
  const tokens = Map.groupBy(tokenSpans(item.title, item.text), ({ position }) => position);
  const spans = new Map<string, MatchedSpan>();
  for (const { phrase, start } of occurrences) {
    const found = phrase.flatMap((lexeme) => tokenOf(lexeme, tokens.get(start + lexeme.offset) ?? []) ?? []);
    if (found.length === 0) continue;
    const part = found[0]!.inTitle ? 'title' : 'text';
    const span = { part, ...withSigns(phrase, found, item[part]) } as const;
    spans.set(`${part} ${span.start} ${span.end}`, span);
  }
  return [...spans.values()].sort(inOrder).slice(0, MOST_SPANS);
}

function inOrder(a: MatchedSpan, b: MatchedSpan): number {
  if (a.part !== b.part) return a.part === 'title' ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

function tokenOf({ text }: Lexeme, tokens: readonly TokenSpan[]): TokenSpan | undefined {
  return (
    tokens.find(({ word, isEmoji }) => isEmoji && word === text) ?? tokens.find(({ isEmoji }) => !isEmoji)
  );
}

/** Returns the span of a phrase with the signs of its first and last word: `.NET`, `C++`. */
function withSigns(phrase: Phrase, tokens: readonly TokenSpan[], text: string) {
  const before = /^=?([.@$#])/.exec(phrase[0].text)?.[1];
  const after = /[+#]+$/.exec(phrase.at(-1)!.text)?.[0];
  const start = Math.min(...tokens.map((token) => token.start));
  const end = Math.max(...tokens.map((token) => token.end));
  return {
    start: before && text[start - 1] === before ? start - 1 : start,
    end: after && text.startsWith(after, end) ? end + after.length : end,
  };
}
