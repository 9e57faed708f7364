/** Access to PostgreSQL: connections, the tenant guard, migrations, queries, secrets at rest. */
export { type Database, kyselyFor, openDatabase } from './connection/connect.ts';
export { receiveNotifications } from './connection/notifications.ts';
export { migrate } from './migrate.ts';
export { isOutage, OUTAGE } from './outage.ts';
export { countOf, countRows, estimateBeyond, loadCounts, sumOf } from './queries/counted.ts';
export { given, givenTexts, namesOf, rowText } from './queries/given.ts';
export { hasPhrase } from './queries/has-phrase.ts';
export { prepared } from './queries/prepared.ts';
export { readForEach } from './queries/read-for-each.ts';
export { readTogether } from './queries/read-together.ts';
export {
  beyond,
  type Order,
  type Sort,
  sortedPage,
  sortedPageOf,
} from './queries/sorted-page.ts';
export { rewriteSearchVectors } from './rewrite-search-vectors.ts';
export { acrossWorkspaces, inTransaction, isUuid, lockInTransaction, type Scope } from './scope.ts';
export type { SealedColumn } from './secrets/reseal.ts';
export { openSecrets, type Secrets, secretSettings } from './secrets/secrets.ts';
