import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of a process, passed from the composition root so that tests have their own. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'endpoint' | 'operation' | 'status'>;
  readonly limited: Counter<'bucket'>;
  /** Reports the connections of a pool from now on. */
  observePool(pool: ObservedPool): void;
}

/** A connection pool whose state is a metric. */
export interface ObservedPool {
  readonly pool: Pick<Pool, 'totalCount' | 'idleCount'>;
  /** Counts the statements that wait for a connection. */
  waiting(): number;
  /** The replica for reads, if there is one. */
  readonly replica: { lag(): number | null } | null;
}

/**
 * Creates the registry behind `/metrics`, with Node's metrics and ours. Labels never contain keys
 * or user input.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  let observed: ObservedPool | null = null;
  new Gauge({
    name: 'tributary_pool_connections',
    help: 'PostgreSQL connections of this process, by state (total, idle, waiting).',
    labelNames: ['state'],
    registers,
    collect() {
      if (!observed) return;
      this.set({ state: 'total' }, observed.pool.totalCount);
      this.set({ state: 'idle' }, observed.pool.idleCount);
      this.set({ state: 'waiting' }, observed.waiting());
    },
  });
  new Gauge({
    name: 'tributary_replica_lag_seconds',
    help: 'Seconds by which the replica is behind; -1 if it cannot be reached, 0 without one.',
    registers,
    collect() {
      if (observed?.replica) this.set(observed.replica.lag() ?? -1);
    },
  });
  return {
    registry,
    requests: new Histogram({
      name: 'tributary_request_seconds',
      help: 'Seconds from request to response, by endpoint (graphql or a REST dialect), operation and HTTP status.',
      labelNames: ['endpoint', 'operation', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    limited: new Counter({
      name: 'tributary_limited_total',
      help: 'Requests rejected because a limit was exhausted, by limit.',
      labelNames: ['bucket'],
      registers,
    }),
    observePool(pool) {
      observed = pool;
    },
  };
}
