import type { Tracer } from '@tributary/kit/telemetry';
import type { Registry } from 'prom-client';

/** Where a graph reports its work. */
export interface GraphTelemetry {
  readonly tracer: Tracer;
  readonly registry: Registry;
}
