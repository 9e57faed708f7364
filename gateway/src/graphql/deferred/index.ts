/** Responses in parts, for operations with `@defer`. */
export { jsonInsteadOfParts } from './json-instead-of-parts.ts';
export { acceptsDeferred, type DeferredResponse, sendDeferred } from './send-deferred.ts';
