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

/** Describes the rules that fired, each with the words that fired it, and the model's estimate. */
export function reasonOf({ wants, circumstances, traps, decision }: Findings): string {
  const { intent, probability } = decision;
  const fired: Signal[] = [...wants, ...circumstances];
  const sentences: string[] = [];
  if (intent !== null) {
    const evidence = fired.length > 0 ? fired.map(quoted).join(', ') : 'no rule fired';
    const by = probability === null ? '' : ` (by the model, probability ${probability.toFixed(2)})`;
    sentences.push(`${OPENING[intent]}${by}: ${evidence}.`);
  } else if (fired.length > 0) sentences.push(`No intent: ${fired.map(quoted).join(', ')}.`);
  if (traps.length > 0) sentences.push(`Held down by ${traps.map(quoted).join(', ')}.`);
  if (sentences.length === 0) return 'No rule fired: nothing in the text asks, compares or complains.';
  return sentences.join(' ');
}

/** Explains why a post in this language was not judged. */
export function unjudgedReason(language: string): string {
  const name = LANGUAGES.of(language) ?? language;
  return `Not judged: the post is in ${name}, and the rules read English only.`;
}
