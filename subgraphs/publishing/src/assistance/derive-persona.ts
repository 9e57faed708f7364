import { TributaryError } from '@tributary/kit';
import { keyPhrases } from '@tributary/kit/text';
import type { Persona } from '../persona/index.ts';

const LEAST = 3;
const TOPICS = 10;
const EXAMPLES = 5;
/** Maximum number of words that topics are derived from. */
const MOST_WORDS = 20_000;
const LONGEST_EXAMPLE = 5_000;
/** Minimum share of posts that must show a tone. */
const SHARE = 1 / 3;

/** Patterns that indicate a tone in a post. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  enthusiastic: /!|\b(excited|amazing|love|thrilled|fantastic)\b/i,
  friendly: /\b(thanks|thank you|welcome|we would love|glad|friends?|happy)\b/i,
  casual: /\b(hey|gonna|wanna|yeah)\b|\b\w+n't\b|\b(we|you|they|i)'(re|ll|ve)\b/i,
  professional: /\b(pleased|regarding|clients?|solutions?|industry|report|results)\b/i,
  playful: /[\p{Emoji_Presentation}]|\b(haha|lol|plot twist|guess)\b/iu,
  concise: /^.{1,100}$/s,
};

/**
 * Derives a persona from published posts, newest first; deterministic. Keeps the name, which posts
 * do not reveal. Throws CONFLICT if there are too few posts.
 */
export function derivePersona(persona: Persona, bodies: readonly string[], now: Date): Persona {
  if (bodies.length < LEAST)
    throw new TributaryError('CONFLICT', `A persona is made from at least ${LEAST} published posts.`);
  const tones = Object.entries(SIGNS)
    .map(([tone, sign]) => ({ tone, share: bodies.filter((body) => sign.test(body)).length / bodies.length }))
    .filter(({ share }) => share >= SHARE)
    .sort((one, other) => other.share - one.share)
    .map(({ tone }) => tone);
  return {
    name: persona.name,
    voice: voiceOf(bodies, tones),
    tones,
    topics: keyPhrases(bodies.join('\n'), MOST_WORDS).slice(0, TOPICS),
    examples: bodies.filter((body) => body.length <= LONGEST_EXAMPLE).slice(0, EXAMPLES),
    updatedAt: now,
  };
}

/** Describes the measurable traits of a voice in words. */
function voiceOf(bodies: readonly string[], tones: readonly string[]): string {
  const words = Math.round(
    bodies.reduce((sum, body) => sum + (body.match(/\S+/g)?.length ?? 0), 0) / bodies.length,
  );
  const per = (sign: RegExp) =>
    Math.round((100 * bodies.filter((body) => sign.test(body)).length) / bodies.length);
  return [
    tones.length > 0 ? `${tones.join(', ')}; ` : '',
    `about ${words} words a post; `,
    `${per(/\?/)} % ask a question, `,
    `${per(/#[\p{L}\p{N}_]+/u)} % have hashtags, `,
    `${per(/\p{Extended_Pictographic}/u)} % have emoji.`,
  ].join('');
}
