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

/** Serves `/health/live`, `/health/ready` and `/metrics` for operators. */
export function registerHealth(
  app: FastifyInstance,
  { metrics, database }: { metrics: Metrics; database?: Watched | undefined },
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
    if (!database) return { status: 'ready' };
    const ready = await ping(database);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', postgres: ready });
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
