import { mask } from '../protected-spans.ts';
import { capitalised, sentencesOf } from './text.ts';
import { toneOf, type WordRule } from './tones.ts';

/** Words of grave occasions, where a word rule would strike the wrong note. */
const GRAVE =
  /\b(sorry|apolog\p{L}*|regret\p{L}*|condolence\p{L}*|mourn\p{L}*|funeral|death|died|dies|passed away|victims?|recall\p{L}*|outage|breach|injur\p{L}*|war)\b/iu;

/**
 * Rewrites a text by the word rules of a tone. Returns null if the tone needs a model, the occasion
 * is grave, or no rule applies.
 */
export function rewriteByRules(text: string, toneName: string): string | null {
  const tone = toneOf(toneName);
  if (!tone) return null;
  const { text: masked, unmask } = mask(text.trim());
  if (tone.offer && GRAVE.test(masked)) return null;
  const sentences = sentencesOf(masked);
  const offer = tone.offer && isOffer(sentences) ? tone.offer : null;
  const rules = [...(offer?.words ?? []), ...tone.words];
  const worded = sentences.map((sentence) => applied(sentence, rules)).join('');
  const whole = offer ? withClosing(worded, offer.closing) : worded;
  return whole === masked ? null : unmask(whole);
}

/**
 * A verb of buying or booking that begins a sentence. The next word rules out a noun of the same
 * spelling.
 */
const OFFERING =
  /^(?:(?:please|just|now|today) )?(?:buy|order|purchase|shop|book|reserve|subscribe|sign up|register|get yours|grab)(?=\s+(?:now|today|immediately|right now|yours?|our|the|an?|this|these|online|here|at|from|to|for)\b|[.!]*$)/i;

/** Returns whether a text is a single sentence that only asks people to buy or book. */
function isOffer(sentences: readonly string[]): boolean {
  const [only = ''] = sentences;
  return sentences.length === 1 && OFFERING.test(only) && !/[,;:?]/.test(only);
}

/** Applies word rules to a sentence and keeps its initial capital. */
function applied(sentence: string, rules: readonly WordRule[]): string {
  const changed = rules.reduce(
    (done, [pattern, replacement]) => done.replace(pattern, replacement),
    sentence,
  );
  return /^\P{L}*\p{Lu}/u.test(sentence) ? capitalised(changed) : changed;
}

/**
 * Appends the closing clause of a tone to an offer, as a sentence of its own after a protected
 * span.
 */
function withClosing(offer: string, closing: string): string {
  const sentence = capitalised(offer);
  return /\p{Co}[.!]*$/u.test(sentence)
    ? `${sentence} ${capitalised(closing)}.`
    : `${sentence.replace(/[.!\s]+$/, '')}, ${closing}.`;
}
