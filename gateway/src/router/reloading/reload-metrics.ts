import { Counter, Gauge, type Registry } from 'prom-client';

/** The metrics of reloads. */
export interface ReloadMetrics {
  readonly reloads: Counter<'outcome'>;
  readonly isRefused: Gauge;
  readonly loadedAt: Gauge;
}

/** Creates the metrics of reloads in the registry of a process that can reload. */
export function reloadMetrics(registry: Registry): ReloadMetrics {
  const registers = [registry];
  return {
    reloads: new Counter({
      name: 'tributary_router_reloads_total',
      help: 'Reloads of the supergraph or the configuration file, by outcome (applied, refused).',
      labelNames: ['outcome'],
      registers,
    }),
    isRefused: new Gauge({
      name: 'tributary_router_reload_refused',
      help: 'Whether the last reload was refused (1), so that the router serves an earlier state.',
      aggregator: 'max',
      registers,
    }),
    loadedAt: new Gauge({
      name: 'tributary_router_loaded_timestamp_seconds',
      help: 'Unix time at which the supergraph and the configuration that are served were loaded.',
      aggregator: 'min',
      registers,
    }),
  };
}
