import type { Machine } from './state-machine.ts';

/** The first and the last word of a sentence, by their places. */
export type SentenceSpan = readonly [from: number, to: number];

/** Returns the sentences of a text by the events of its words; at least one. */
export function sentenceSpans(machine: Machine, events: readonly number[]): SentenceSpan[] {
  const spans: SentenceSpan[] = [];
  const ends = machine(events).map(({ first }) => first);
  const last = events.length - 1;
  let from = 0;
  for (const end of ends) {
    spans.push([from, end]);
    from = end + 1;
  }
  if (from <= last || spans.length === 0) spans.push([from, last]);
  return spans;
}
