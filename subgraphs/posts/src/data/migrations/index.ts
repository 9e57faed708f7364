import * as communityPosts from './0001-community-posts.ts';
import * as xPosts from './0002-x-posts.ts';
import * as xRefreshes from './0003-x-refreshes.ts';
import * as xReads from './0004-x-reads.ts';
import * as imports from './0005-imports.ts';
import * as xHolds from './0006-x-holds.ts';
import * as communityPostFilters from './0007-community-post-filters.ts';
import * as rewriteSearchVectors from './0008-rewrite-search-vectors.ts';
import * as language from './0009-language.ts';
import * as trackers from './0010-trackers.ts';
import * as opinions from './0011-opinions.ts';
import * as trackerSpikes from './0012-tracker-spikes.ts';
import * as scoredBrands from './0013-scored-brands.ts';
import * as statedLanguage from './0014-stated-language.ts';
import * as linksAndMedia from './0015-links-and-media.ts';
import * as countsOfPosts from './0016-counts-of-posts.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-community-posts': communityPosts,
  '0002-x-posts': xPosts,
  '0003-x-refreshes': xRefreshes,
  '0004-x-reads': xReads,
  '0005-imports': imports,
  '0006-x-holds': xHolds,
  '0007-community-post-filters': communityPostFilters,
  '0008-rewrite-search-vectors': rewriteSearchVectors,
  '0009-language': language,
  '0010-trackers': trackers,
  '0011-opinions': opinions,
  '0012-tracker-spikes': trackerSpikes,
  '0013-scored-brands': scoredBrands,
  '0014-stated-language': statedLanguage,
  '0015-links-and-media': linksAndMedia,
  '0016-counts-of-posts': countsOfPosts,
};
