import type { Tracer } from '@tributary/kit/telemetry';
import { Histogram, type Registry } from 'prom-client';

/** Where a graph reports its work. */
export interface GraphTelemetry {
  readonly tracer: Tracer;
  readonly registry: Registry;
}

/** How a fetch has ended: without errors, with errors, or without a response. */
export type FetchOutcome = 'ok' | 'errors' | 'failed';

const FETCHES = 'tributary_fetch_seconds';

/** Returns the durations of fetches in a registry; created on first use. */
export function fetchDurations(registry: Registry): Histogram<'subgraph' | 'outcome'> {
  const known = registry.getSingleMetric(FETCHES) as ReturnType<typeof fetchDurations> | undefined;
  return (
    known ??
    new Histogram({
      name: FETCHES,
      help: 'Seconds of a fetch from a subgraph, by subgraph and outcome (ok, errors, failed). Present if traces are exported.',
      labelNames: ['subgraph', 'outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    })
  );
}
