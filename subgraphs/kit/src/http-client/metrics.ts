import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The metrics of upstreams. */
export interface UpstreamMetrics {
  readonly attempts: Histogram<'upstream' | 'operation' | 'outcome'>;
  readonly breaker: Gauge<'upstream'>;
}

const ATTEMPTS = 'tributary_upstream_seconds';
const BREAKER = 'tributary_upstream_breaker_open';

/** Returns the metrics of upstreams in a registry; created on first use. */
export function upstreamMetrics(registry: Registry): UpstreamMetrics {
  const known = registry.getSingleMetric(ATTEMPTS) as UpstreamMetrics['attempts'] | undefined;
  if (known)
    return { attempts: known, breaker: registry.getSingleMetric(BREAKER) as UpstreamMetrics['breaker'] };
  const registers = [registry];
  return {
    attempts: new Histogram({
      name: ATTEMPTS,
      help: 'Seconds of a request to an upstream including its retries, by upstream, operation and outcome (ok, or how it failed).',
      labelNames: ['upstream', 'operation', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    breaker: new Gauge({
      name: BREAKER,
      help: 'Whether the circuit breaker of an upstream is open (1) or closed (0).',
      aggregator: 'max',
      labelNames: ['upstream'],
      registers,
    }),
  };
}

/** Returns the counter of a name in a registry; created on first use. */
export function counterIn(registry: Registry, name: string, help: string): Counter {
  const known = registry.getSingleMetric(name) as Counter | undefined;
  return known ?? new Counter({ name, help, registers: [registry] });
}
