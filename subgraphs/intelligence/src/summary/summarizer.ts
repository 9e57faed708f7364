import type { SummaryFacts } from './summary-facts.ts';

/** Writes a few sentences about a snapshot: by rules, or by a language model. */
export interface Summarizer {
  /** Stored with the summary as its engine. */
  readonly name: string;
  summarize(facts: SummaryFacts): Promise<string>;
}
