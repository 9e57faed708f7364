import type { Metrics } from '@tributary/kit';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';

/** `/health/live`, `/health/ready` and `/metrics`: for those who run the gateway. */
export function registerOperations(
  app: FastifyInstance,
  { metrics, pool, ping }: { metrics: Metrics; pool: Pool; ping: () => Promise<unknown> },
): void {
  app.get('/health/live', async () => ({ status: 'live' }));

  app.get('/health/ready', async (_, reply) => {
    const ready = await ping().then(
      () => true,
      () => false,
    );
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', postgres: ready });
  });

  app.get('/metrics', async (_, reply) => {
    metrics.poolConnections.set({ state: 'total' }, pool.totalCount);
    metrics.poolConnections.set({ state: 'idle' }, pool.idleCount);
    metrics.poolConnections.set({ state: 'waiting' }, pool.waitingCount);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
