/** Building blocks of a subgraph: its schema, context, pages, loaders, jobs and errors. */
export { DAY } from '../core/durations.ts';
export { invalidInput, notFound, TributaryError, withFailures } from '../core/errors.ts';
export { asWorkspace, delegated, type GraphCaller, type GraphPort } from '../core/graph-port.ts';
export type { Logger } from '../core/log.ts';
export type { PageRequest } from '../core/page-request.ts';
export { actorOf, INTERNAL_POLICY, type Principal } from '../core/principal.ts';
export { Address, type SettingValues, setting } from '../core/settings.ts';
export { boundId, readBoundId } from './bound-id.ts';
export type { CursorCodec } from './cursors.ts';
export { defineSubgraph } from './define.ts';
export type { Job } from './jobs.ts';
export { type BatchLoader, batchLoader, type ListLoader, loaderById } from './loaders.ts';
export {
  type Connection,
  connection,
  connectionResolvers,
  type PageArguments,
  pageRequest,
} from './pages.ts';
export { fieldsAt } from './selected-fields.ts';
export type { ContextSource, SubgraphRequest, SubgraphServices } from './subgraph-definition.ts';
