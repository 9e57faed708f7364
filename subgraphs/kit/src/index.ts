export { type Config, readConfig, settings } from './config.ts';
export { type Database, kyselyFor, openDatabase } from './database/connect.ts';
export { type EmbeddedPostgres, openEmbeddedPostgres } from './database/embedded/index.ts';
export { migrate } from './database/migrate.ts';
export { acrossWorkspaces, inTransaction, isUuid, lockInTransaction, type Scope } from './database/scope.ts';
export { tenantGuard } from './database/tenant-guard.ts';
export { type ErrorCode, type ErrorDetails, invalidInput, notFound, TributaryError } from './errors.ts';
export type { FieldSpec } from './import/convert.ts';
export { type MappedRecord, type Preset, parseMap } from './import/mapping.ts';
export type { ImportOptions, ImportReport } from './import/options.ts';
export { progressLine } from './import/progress.ts';
export type { ImportFormat } from './import/records.ts';
export { runImport } from './import/run.ts';
export { type BoundJob, type Job, type Jobs, startJobs } from './jobs.ts';
export { onShutdown } from './lifecycle.ts';
export { loaderById } from './loaders.ts';
export { createLogger, type Logger, redactUrl } from './log.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export {
  type Connection,
  connection,
  connectionResolvers,
  type PageArguments,
  type PageRequest,
  pageRequest,
} from './pages.ts';
export {
  PRINCIPAL_HEADER,
  PRODUCTS,
  type Principal,
  type Product,
  signPrincipal,
  verifyPrincipal,
} from './principal.ts';
export { isDate, isHttpUrl } from './scalars.ts';
export { abortedWith, serveSubgraph, startSubgraph } from './serve.ts';
export {
  type ContextSource,
  defineSubgraph,
  type OpenSubgraph,
  type Resolvers,
  type Subgraph,
  type SubgraphContext,
  type SubgraphRequest,
  type SubgraphServices,
} from './subgraph/define.ts';
export { formatError } from './subgraph/format-error.ts';
export { type ImportKind, importTarget } from './subgraph/import-kind.ts';
export { selects } from './subgraph/selects.ts';
