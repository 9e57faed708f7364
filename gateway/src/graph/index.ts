export type { Identity } from './authorization/token-identity.ts';
export {
  type CachedPart,
  createPartCache,
  type Invalidation,
  type PartCache,
  type SharedParts,
} from './caching/part-cache.ts';
export { cacheControlOf, type Freshness } from './caching/response-freshness.ts';
export { applyContract } from './contracts/apply-contract.ts';
export type { Deferred } from './engine.ts';
export { parseExactly } from './exact-numbers.ts';
export type { Graph, GraphRequest, GraphResult, GraphView } from './graph.ts';
export { inProcessPort } from './internal/in-process-port.ts';
export { type NodeTypes, nodeTypes } from './internal/node-types.ts';
export { deliveryWatch, type WatchDelivery } from './internal/undelivered-charges.ts';
export type { BusyOperation } from './live/busy-operation.ts';
export {
  fixedGraph,
  type LiveGraph,
  type ReplaceableGraph,
  replaceableGraph,
} from './live/live-graph.ts';
export { type EngineName, type GraphOptions, openGraph } from './open-graph.ts';
export { clientSchemaOf, subgraphsOf } from './supergraph.ts';
export { recordExplanation } from './tracing/explanation.ts';
export type { GraphTelemetry } from './tracing/graph-telemetry.ts';
export type { ClientExchange, Headers } from './transports/client-exchange.ts';
export {
  type HttpOptions,
  httpTransport,
  plainHttpTransport,
  type SubscriptionProtocol,
} from './transports/http/http-transport.ts';
export { inProcessTransport } from './transports/in-process.ts';
export type { Transport, TransportOf } from './transports/transport.ts';
