import { rulesSummarizer } from './rules.ts';
import type { Summarizer } from './summarizer.ts';
import { factsOf, type SummaryFacts } from './summary-facts.ts';

export type { Summarizer } from './summarizer.ts';
export { factsOf, type SummaryFacts } from './summary-facts.ts';

/** A summary and the engine that wrote it. */
export interface Summary {
  readonly text: string;
  readonly engine: string;
}

/**
 * Summarizes a snapshot. Falls back to the rules if `summarizer` fails or states a number that is
 * not among the facts.
 */
export async function summarize(
  snapshot: Parameters<typeof factsOf>[0],
  previous: Parameters<typeof factsOf>[1],
  summarizer: Summarizer = rulesSummarizer,
): Promise<Summary> {
  const facts = factsOf(snapshot, previous);
  // A failing model must not fail the snapshot.
  const text = (await summarizer.summarize(facts).catch(() => '')).trim();
  if (text !== '' && foreignNumbers(text, facts).length === 0) return { text, engine: summarizer.name };
  return { text: await rulesSummarizer.summarize(facts), engine: rulesSummarizer.name };
}

/**
 * Returns the numbers in a text that are not among its facts, ignoring those within names,
 * communities and days.
 */
export function foreignNumbers(text: string, facts: SummaryFacts): string[] {
  const names = [
    ...facts.brands.map(({ name }) => name),
    ...facts.communities,
    facts.largestChange?.community ?? '',
    facts.driver?.topic ?? '',
    facts.date,
    facts.previousDate ?? '',
  ].filter((name) => /\p{N}/u.test(name));
  // Longest first, so that "Web 2.0" does not split "Web 2.0 Summit".
  const bare = names
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, ' '), text);
  const known = new Set(
    [
      facts.rangeDays,
      facts.total,
      ...facts.brands.flatMap(({ mentions, percent, change }) => [mentions, percent, Math.abs(change ?? 0)]),
      ...(facts.largestChange ? [facts.largestChange.before, facts.largestChange.after] : []),
      ...(facts.driver ? [facts.driver.count, facts.driver.of] : []),
    ].map(Number),
  );
  const numbers = bare.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? [];
  return numbers.filter((number) => !known.has(Number(number.replace(/,(?=\d{3}(?!\d))/g, ''))));
}
