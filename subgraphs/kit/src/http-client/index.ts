/** HTTP requests to other services, with timeouts, retries, bounded bodies and an SSRF guard. */
export { boundedFetch, byteCounter, RESPONSE_LIMITS, ResponseTooLargeError } from './bounded.ts';
export { type Circuit, type CircuitLimits, OpenCircuitError, openCircuit } from './circuit.ts';
export { counterIn, type UpstreamMetrics, upstreamMetrics } from './metrics.ts';
export { pauseOf, type RateWindow, rateWindows } from './rate.ts';
export type { UpstreamRequest } from './send-request.ts';
export { failureReason, fetchUntrusted, hostRefusal } from './untrusted-fetch.ts';
export { openUpstream, type Read, type Upstream, type UpstreamOptions } from './upstream.ts';
export { UpstreamError, type UpstreamFault } from './upstream-error.ts';
