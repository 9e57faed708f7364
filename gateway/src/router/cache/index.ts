/** The cache of a router for parts of subgraphs' responses. */
export { registerInvalidation } from './invalidation.ts';
export { openRouterCache, type RouterCache } from './router-cache.ts';
