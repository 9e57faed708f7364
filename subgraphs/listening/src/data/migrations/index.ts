import * as listening from './0001-listening.ts';
import * as backfills from './0002-backfills.ts';
import * as followers from './0003-followers.ts';
import * as rechecks from './0004-rechecks.ts';
import * as deletionChecks from './0005-deletion-checks.ts';
import * as retentionRules from './0006-retention-rules.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-listening': listening,
  '0002-backfills': backfills,
  '0003-followers': followers,
  '0004-rechecks': rechecks,
  '0005-deletion-checks': deletionChecks,
  '0006-retention-rules': retentionRules,
};
