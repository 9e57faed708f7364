/**
 * Text processing: words, phrases, brands, HTML, dates and URLs. Loads fast enough for worker
 * threads.
 */

export { addressKey } from './address-key.ts';
export { type BrandQuery, brandQueries } from './brand-queries.ts';
export { type BrandFinder, type BrandTerms, brandFinder } from './brands.ts';
export { isDate, readDateTime } from './dates.ts';
export { unescapeHtml } from './html.ts';
export { isHttpUrl } from './http-url.ts';
export { isLongerThan, lengthOf } from './length.ts';
export { type PhraseQuery, phraseQuery, searchVector, wordsOf } from './phrase.ts';
export { queryFault } from './query-string.ts';
export { createThreads, serveThread, type Threads } from './threads.ts';
export { decodeUtf8, isUnicode } from './unicode.ts';
