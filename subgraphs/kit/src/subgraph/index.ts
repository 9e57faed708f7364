/** What a subgraph is defined with: its schema, context, pages, loaders, jobs and errors. */
export { type ErrorCode, invalidInput, notFound, TributaryError, withFailures } from '../core/errors.ts';
export { type Asking, asWorkspace, delegated, type GraphPort } from '../core/graph-port.ts';
export type { Logger } from '../core/log.ts';
export type { PageRequest } from '../core/page-request.ts';
export { actorOf, INTERNAL_POLICY, type Principal } from '../core/principal.ts';
export { Address, oneOf, processSettings, type SettingValues, setting } from '../core/settings.ts';
export { boundId, readBoundId } from './bound-id.ts';
export {
  type ContextSource,
  type DemoServices,
  defineSubgraph,
  type SubgraphContext,
  type SubgraphServices,
} from './define.ts';
export type { Job, JobOptions, JobQueue } from './jobs.ts';
export { type BatchLoader, batchLoader, type ListLoader, listLoader, loaderById } from './loaders.ts';
export {
  type Connection,
  connection,
  connectionResolvers,
  MOST_COUNTED,
  type PageArguments,
  pageRequest,
  totalsOf,
} from './pages.ts';
export { fieldsAt, selects } from './selects.ts';
