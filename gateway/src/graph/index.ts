export type { Graph, GraphRequest, GraphResult, GraphView } from './graph.ts';
export { inProcessPort } from './internal/in-process-port.ts';
export { type NodeTypes, nodeTypes } from './internal/node-types.ts';
export { deliveryWatch, type WatchDelivery } from './internal/undelivered-charges.ts';
export { type EngineName, type GraphOptions, openGraph } from './open-graph.ts';
export { httpTransport, plainHttpTransport, type SubscriptionProtocol } from './transports/http.ts';
export { inProcessTransport } from './transports/in-process.ts';
export type { Transport, TransportOf } from './transports/transport.ts';
