/** Codes without a language: undetermined, no linguistic content, several, and for private use. */
const NO_LANGUAGE = /^(?:und|zxx|mul|mis|q[a-t][a-z])$/;

/**
 * Returns the language of a BCP 47 tag as an ISO 639 code, of two letters where there is one: `pt`
 * of `pt-BR`, `en` of `eng`. Null for anything else.
 */
export function languageCode(tag: string): string | null {
  try {
    const { language } = new Intl.Locale(tag.trim().replaceAll('_', '-'));
    // BCP 47 also reserves names of four to eight letters, which no language has.
    return language.length > 3 || NO_LANGUAGE.test(language) ? null : language;
  } catch {
    return null;
  }
}
