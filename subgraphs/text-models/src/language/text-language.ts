import { detectLanguage, isJudged } from './detect-language.ts';

/** The language of a text. */
export interface TextLanguage {
  /** ISO 639-1 code; null if uncertain. */
  readonly language: string | null;
  /** The language because of which the models do not judge the text; null if they do. */
  readonly unjudged: string | null;
}

/**
 * Returns the stated language of a text, or else the detected one. Platforms state the language of
 * the author's settings, so the text is judged only if both the statement and the detection allow.
 */
export function languageOf(text: string, stated: string | null): TextLanguage {
  const detected = detectLanguage(text);
  const unjudged = [stated, detected].find((language) => !isJudged(language)) ?? null;
  return { language: stated ?? detected, unjudged };
}
