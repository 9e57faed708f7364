/**
 * Building blocks of a process that runs subgraphs: the gateway, or a subgraph served on its own.
 */
export { dataOf, GATEWAY_AUDIENCE } from '../core/graph-port.ts';
export { createLogger, redactText, redactUrl } from '../core/log.ts';
export {
  DELIVERY_HEADER,
  OAUTH_PREFIX,
  ONCE_HEADER,
  operatorPrincipal,
  PRINCIPAL_HEADER,
  PRODUCTS,
  type Product,
  seesInternalFields,
  signPrincipal,
  verifyPrincipal,
  workspacePrincipal,
} from '../core/principal.ts';
export { type Config, formOf, oneOf, processSettings, readConfig } from '../core/settings.ts';
export { exclusively } from '../postgres/exclusively.ts';
export type { Subgraph } from '../subgraph/define.ts';
export type { BoundJob } from '../subgraph/jobs.ts';
export type { OpenSubgraph } from '../subgraph/open-subgraph.ts';
export { findNode, type NodeFinders } from '../subgraph/schema/nodes.ts';
export { type Close, withClosing } from './closing.ts';
export { composeSubgraphs } from './compose.ts';
export { formatError } from './format-error.ts';
export { onShutdown } from './lifecycle.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { serveSubgraph } from './serve.ts';
