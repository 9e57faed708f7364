import * as mentions from './0001-mentions.ts';
import * as hookAndCta from './0002-hook-and-cta.ts';
import * as runsOfWorkspace from './0003-runs-of-workspace.ts';
import * as rewriteSearchVectors from './0004-rewrite-search-vectors.ts';
import * as language from './0005-language.ts';
import * as liveMentions from './0006-live-mentions.ts';
import * as opinions from './0007-opinions.ts';
import * as statedLanguage from './0008-stated-language.ts';
import * as addDailyCounts from './0009-add-daily-counts.ts';
import * as addKeyCounts from './0010-add-key-counts.ts';
import * as addTopAndTagCounts from './0011-add-top-and-tag-counts.ts';
import * as coveringAndTrigramIndexes from './0012-covering-and-trigram-indexes.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-mentions': mentions,
  '0002-hook-and-cta': hookAndCta,
  '0003-runs-of-workspace': runsOfWorkspace,
  '0004-rewrite-search-vectors': rewriteSearchVectors,
  '0005-language': language,
  '0006-live-mentions': liveMentions,
  '0007-opinions': opinions,
  '0008-stated-language': statedLanguage,
  '0009-add-daily-counts': addDailyCounts,
  '0010-add-key-counts': addKeyCounts,
  '0011-add-top-and-tag-counts': addTopAndTagCounts,
  '0012-covering-and-trigram-indexes': coveringAndTrigramIndexes,
};
