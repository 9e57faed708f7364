/** Several processes that serve one router on one port. */
export { dividedLimits } from './divided-limits.ts';
export { joinWorkers, metricsOf, type Peers } from './peers.ts';
export { startWorkers, type Workers } from './primary.ts';
export { sharedPort } from './shared-port.ts';
