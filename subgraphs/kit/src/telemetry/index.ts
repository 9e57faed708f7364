/** Traces and metrics by OpenTelemetry, which are exported if a collector is configured. */
export type { Telemetry } from './open-sdk.ts';
export { telemetrySettings } from './settings.ts';
export { openTelemetry } from './telemetry.ts';
export { traceRequests } from './trace-requests.ts';
export { failureName, type OpenSpan, type SpanLabel, type TraceHeaders, type Tracer } from './tracer.ts';
