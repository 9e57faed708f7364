/**
 * Text processing: words, phrases, HTML, dates and URLs. Loads fast enough for worker
 * threads.
 */

export { addressKey } from './address-key.ts';
export { isDate, readDateTime } from './dates.ts';
export { htmlToText, unescapeHtml } from './html.ts';
export { isHttpUrl } from './http-url.ts';
export { languageCode } from './language-code.ts';
export { isLongerThan, lengthOf } from './length.ts';
export { nearestName } from './nearest-name.ts';
export { keyPhrases, topicPhrases } from './phrases/key-phrases.ts';
export { isTopicWord } from './phrases/stop-words.ts';
export { queryFault } from './query-string.ts';
export { type Lexeme, type Phrase, phraseOf, phraseQuery, tsqueryOf } from './search/lexemes.ts';
export { type TokenSpan, tokenSpans } from './search/spans.ts';
export {
  indexText,
  isCased,
  isInTitle,
  positionOf,
  searchVector,
  type TextIndex,
} from './search/text-index.ts';
export { tokensOf, wordsOf } from './search/tokens.ts';
export { decodeUtf8, isUnicode } from './unicode.ts';
export { createThreads, serveThread, type Threads } from './worker-threads.ts';
