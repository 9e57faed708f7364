/**
 * The kit's second front door, `@tributary/kit/in-thread`: what code that runs in worker threads needs. Each thread loads it
 * anew, and the servers and clients behind the first door take seconds of a core.
 */
export { type BrandFinder, type BrandTerms, brandFinder } from './text/brands.ts';
export { serveThread } from './threads.ts';
