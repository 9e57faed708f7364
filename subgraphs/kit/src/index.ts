export { abortedWith } from './aborted-with.ts';
export { boundId, readBoundId } from './bound-id.ts';
export {
  Address,
  type Config,
  readConfig,
  type Settings,
  type SettingValues,
  setting,
  settings,
} from './config.ts';
export { type Database, kyselyFor, openDatabase, turnsOf } from './database/connect.ts';
export { type Counted, countOf, sumOf, withTotal } from './database/counted.ts';
export { countTenantRows, deleteTenant } from './database/delete-tenant.ts';
export { type EmbeddedPostgres, openEmbeddedPostgres } from './database/embedded/index.ts';
export { exclusively } from './database/exclusively.ts';
export { given, givenTexts, namesOf, rowText } from './database/given.ts';
export { hasPhrase } from './database/has-phrase.ts';
export { migrate } from './database/migrate.ts';
export { isOutage, OUTAGE } from './database/outage.ts';
export { prepared } from './database/prepared.ts';
export { readForEach } from './database/read-for-each.ts';
export { readTogether } from './database/read-together.ts';
export {
  type ImportRecord,
  type ImportsTable,
  latestImportFirst,
  MOST_IMPORTS,
  type RecordedImport,
  recordedImports,
} from './database/recorded-imports.ts';
export { hasStale, type Resealed, reseal, type SealedColumn } from './database/reseal.ts';
export { acrossWorkspaces, inTransaction, isUuid, lockInTransaction, type Scope } from './database/scope.ts';
export {
  beyond,
  type Order,
  type Sort,
  type SortedPage,
  sortedPage,
  sortedPageOf,
} from './database/sorted-page.ts';
export { tenantGuard } from './database/tenant-guard.ts';
export {
  type ErrorCode,
  type ErrorDetails,
  invalidInput,
  invalidResult,
  notFound,
  TributaryError,
} from './errors.ts';
export {
  type Asking,
  type AskOptions,
  asWorkspace,
  dataOf,
  delegated,
  GATEWAY_AUDIENCE,
  type GraphPort,
  httpGraphPort,
} from './graph-port.ts';
export { type Batches, createBatches } from './import/batches.ts';
export type { FieldSpec, MappedValue } from './import/convert.ts';
export { parseJson } from './import/exact-json.ts';
export { KNOWN_EXPORTS, presetOf } from './import/exports/index.ts';
export { type MappedRecord, type Preset, parseMap } from './import/mapping.ts';
export type { ImportOptions, ImportReport, Written } from './import/options.ts';
export { platformName } from './import/platform-names.ts';
export { progressLine } from './import/progress.ts';
export { IMPORT_FORMATS, type ImportFormat } from './import/records.ts';
export { runImport } from './import/run.ts';
export { turnAfter } from './import/turns.ts';
export {
  type BoundJob,
  type Job,
  type JobOptions,
  type JobQueue,
  type Jobs,
  jobQueue,
  startJobs,
} from './jobs.ts';
export { onShutdown } from './lifecycle.ts';
export { type BatchLoader, batchLoader, type ListLoader, listLoader, loaderById } from './loaders.ts';
export { createLogger, type Logger, redactText, redactUrl } from './log.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export {
  type Connection,
  connection,
  connectionResolvers,
  MOST_COUNTED,
  type PageArguments,
  type PageRequest,
  pageRequest,
  totalsOf,
} from './pages.ts';
export {
  actorOf,
  DELIVERY_HEADER,
  INTERNAL_POLICY,
  OAUTH_PREFIX,
  ONCE_HEADER,
  operatorPrincipal,
  PRINCIPAL_HEADER,
  PRODUCTS,
  type Principal,
  type Product,
  type Rights,
  seesInternalFields,
  signPrincipal,
  verifyPrincipal,
  workspacePrincipal,
} from './principal.ts';
export { isDate, isHttpUrl, readDateTime } from './scalars.ts';
export { openSecrets, type Secrets, secretSettings } from './secrets.ts';
export {
  type ContextSource,
  type DemoServices,
  defineSubgraph,
  type OpenServices,
  type OpenSubgraph,
  type Resolvers,
  type Subgraph,
  type SubgraphContext,
  type SubgraphRequest,
  type SubgraphServices,
} from './subgraph/define.ts';
export { formatError } from './subgraph/format-error.ts';
export {
  type ImportFlags,
  type ImportKind,
  type ImportOutcome,
  importTarget,
} from './subgraph/import-kind.ts';
export { findNode, type NodeFinders } from './subgraph/nodes.ts';
export { fieldsAt, selects } from './subgraph/selects.ts';
export { addressKey } from './text/address-key.ts';
export { type BrandQuery, brandQueries } from './text/brand-queries.ts';
export { type BrandFinder, type BrandTerms, brandFinder } from './text/brands.ts';
export { htmlToText, unescapeHtml } from './text/html.ts';
export { isLongerThan, lengthOf } from './text/length.ts';
export { type PhraseQuery, phraseQuery, searchVector, wordsOf } from './text/phrase.ts';
export { type QueryFault, queryFault } from './text/query-string.ts';
export { decodeUtf8, isUnicode } from './text/unicode.ts';
export { createThreads, type Threads } from './threads.ts';
export { boundedFetch, byteCounter, RESPONSE_LIMITS, ResponseTooLargeError } from './upstream/bounded.ts';
export { UpstreamError, type UpstreamFault } from './upstream/error.ts';
export { counterIn, type UpstreamMetrics, upstreamMetrics } from './upstream/metrics.ts';
export type { UpstreamRequest } from './upstream/send.ts';
export {
  address,
  count,
  flag,
  type Json,
  need,
  object,
  objectOr,
  objects,
  text,
  time,
} from './upstream/shape.ts';
export { fetchUntrusted, type UntrustedFetch } from './upstream/untrusted-fetch.ts';
export { openUpstream, type Read, type Upstream, type UpstreamOptions } from './upstream/upstream.ts';
