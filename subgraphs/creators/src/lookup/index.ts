export { DOLLAR, parsePrices } from './credits/prices.ts';
export { LONGEST_STORED } from './freshness.ts';
export type { Caller, LookupRequest } from './lookup.ts';
export { type OptedOut, parseOptedOut } from './opted-out.ts';
export { openSeenCreators, type SeenCreators } from './seen-creators.ts';
export { type LookupService, openLookupService } from './service.ts';
export { openSources, type Sources, sourcesFor } from './sources/open-sources.ts';
