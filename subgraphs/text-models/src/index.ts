/** Models that read short texts in process: language, affect and intent. */

export { AFFECT_VERSION, type Affect, readAffect } from './affect/index.ts';
export { EMOTIONS, INTENTS, type Probabilities, SENTIMENTS, STAGES, URGENCIES } from './heads.ts';
export { INTENT_VERSION, type IntentProbabilities, type IntentText, readIntents } from './intent.ts';
export { detectLanguage, isJudged, JUDGED_LANGUAGES } from './language/detect-language.ts';
export { languageOf, type TextLanguage } from './language/text-language.ts';
