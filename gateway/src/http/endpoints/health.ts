import type { Metrics } from '@tributary/kit/host';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { ALWAYS } from '../load-shedding.ts';

/** The database whose state is reported. */
interface Watched {
  readonly pool: Pool;
  waiting(): number;
  ping(): Promise<unknown>;
}

/** What the health of a process is read from. */
interface HealthSources {
  readonly metrics: Metrics;
  readonly database?: Watched | undefined;
  /** Whether a router serves an earlier state, because the present one was refused. */
  readonly isStale?: (() => boolean) | undefined;
}

/** Serves `/health/live`, `/health/ready` and `/metrics` for operators. */
export function registerHealth(
  app: FastifyInstance,
  { metrics, database, isStale = () => false }: HealthSources,
): void {
  app.get('/health/live', { config: ALWAYS }, async () => ({ status: 'live' }));

  let pinging: Promise<boolean> | undefined;
  /**
   * Shares one ping among concurrent requests: the endpoint is public, and each ping is a
   * statement.
   */
  const ping = (watched: Watched): Promise<boolean> => {
    pinging ??= watched
      .ping()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        pinging = undefined;
      });
    return pinging;
  };

  app.get('/health/ready', { config: ALWAYS }, async (_, reply) => {
    // Earlier state is still served, so a load balancer must not take the process out.
    const stale = isStale() ? { reload: 'refused' } : {};
    if (!database) return { status: 'ready', ...stale };
    const ready = await ping(database);
    const status = ready ? 'ready' : 'not ready';
    return reply.code(ready ? 200 : 503).send({ status, postgres: ready, ...stale });
  });

  app.get('/metrics', { config: ALWAYS }, async (_, reply) => {
    if (database) {
      const { totalCount, idleCount } = database.pool;
      metrics.poolConnections.set({ state: 'total' }, totalCount);
      metrics.poolConnections.set({ state: 'idle' }, idleCount);
      metrics.poolConnections.set({ state: 'waiting' }, database.waiting());
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
