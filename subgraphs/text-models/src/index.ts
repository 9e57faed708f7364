/** Models that read short texts in process: languages. */

export { detectLanguage, isJudged, JUDGED_LANGUAGES } from './detect-language.ts';
export { languageOf, type TextLanguage } from './text-language.ts';
