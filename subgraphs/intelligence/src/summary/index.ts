import { factsOf, type SummaryFacts } from './facts.ts';
import { rulesSummarizer } from './rules.ts';

export { factsOf, type SummaryFacts } from './facts.ts';

/** Writes a few sentences about a snapshot; a language model is another one of these. */
export interface Summarizer {
  /** What is kept beside the summary as its author. */
  readonly name: string;
  summarize(facts: SummaryFacts): Promise<string>;
}

/** A summary and who wrote it. */
export interface Summary {
  readonly text: string;
  readonly engine: string;
}

/**
 * Summarizes by `summarizer`. A text with a number that is not among the facts, or none at all, is not shown: the
 * rules write it instead, whose numbers are the facts themselves.
 */
export async function summarize(
  snapshot: Parameters<typeof factsOf>[0],
  previous: Parameters<typeof factsOf>[1],
  summarizer: Summarizer = rulesSummarizer,
): Promise<Summary> {
  const facts = factsOf(snapshot, previous);
  // A model that does not answer must not cost the snapshot.
  const text = (await summarizer.summarize(facts).catch(() => '')).trim();
  if (text !== '' && foreignNumbers(text, facts).length === 0) return { text, engine: summarizer.name };
  return { text: await rulesSummarizer.summarize(facts), engine: rulesSummarizer.name };
}

/** Numbers of a text that its facts do not have; those within names, communities and days are no numbers of its own. */
export function foreignNumbers(text: string, facts: SummaryFacts): string[] {
  const names = [
    ...facts.brands.map(({ name }) => name),
    ...facts.communities,
    facts.mover?.community ?? '',
    facts.date,
    facts.previousDate ?? '',
  ].filter((name) => /\p{N}/u.test(name));
  // The longest first: "Web 2.0 Summit" is no "Web 2.0".
  const bare = names
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, ' '), text);
  const known = new Set(
    [
      facts.rangeDays,
      facts.total,
      ...facts.brands.flatMap(({ mentions, percent, change }) => [mentions, percent, Math.abs(change ?? 0)]),
      ...(facts.mover ? [facts.mover.before, facts.mover.after] : []),
    ].map(Number),
  );
  const numbers = bare.match(/\p{N}+(?:[.,]\p{N}+)*/gu) ?? [];
  return numbers.filter((number) => !known.has(Number(number.replace(/,(?=\d{3}(?!\d))/g, ''))));
}
