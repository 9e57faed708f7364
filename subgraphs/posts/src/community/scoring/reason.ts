import type { Intent, Signal } from './analysis.ts';
import type { Findings } from './verdict.ts';

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

const OPENING: Record<Intent, string> = {
  buying: 'Buying intent',
  comparison: 'Weighs products against each other',
  pain_point: 'Complains of a problem',
  question: 'Asks a question',
};

function quoted({ name, evidence }: Signal): string {
  return evidence === '' ? name : `${name} ("${evidence}")`;
}

/** Describes the rules that fired, each with the words that fired it. */
export function reasonOf(findings: Findings, intent: Intent | null): string {
  const fired: Signal[] = [...findings.wants, ...findings.circumstances];
  const sentences: string[] = [];
  if (intent !== null) sentences.push(`${OPENING[intent]}: ${fired.map(quoted).join(', ')}.`);
  else if (fired.length > 0) sentences.push(`No intent: ${fired.map(quoted).join(', ')}.`);
  if (findings.traps.length > 0) sentences.push(`Held down by ${findings.traps.map(quoted).join(', ')}.`);
  if (sentences.length === 0) return 'No rule fired: nothing in the text asks, compares or complains.';
  return sentences.join(' ');
}

/** Explains why a post in this language was not judged. */
export function unjudgedReason(language: string): string {
  const name = LANGUAGES.of(language) ?? language;
  return `Not judged: the post is in ${name}, and the rules read English only.`;
}
