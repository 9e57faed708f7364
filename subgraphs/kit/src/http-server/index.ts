/** What the HTTP servers of the gateway and of subgraphs have in common. */
export { abortedWith } from './aborted-with.ts';
export { endUnusedConnections } from './unused-connections.ts';
