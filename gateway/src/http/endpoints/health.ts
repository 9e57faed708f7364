import type { Metrics } from '@tributary/kit/host';
import type { FastifyInstance } from 'fastify';
import { ALWAYS } from '../load-shedding.ts';

/** What the health of a process is read from. */
interface HealthSources {
  readonly metrics: Metrics;
  /** Checks that PostgreSQL responds; absent without a database. */
  readonly ping?: (() => Promise<unknown>) | undefined;
  /** Whether a router serves an earlier state, because the present one was refused. */
  readonly isStale?: (() => boolean) | undefined;
}

/** Serves `/health/live`, `/health/ready` and `/metrics` for operators. */
export function registerHealth(
  app: FastifyInstance,
  { metrics, ping, isStale = () => false }: HealthSources,
): void {
  app.get('/health/live', { config: ALWAYS }, async () => ({ status: 'live' }));

  let pinging: Promise<boolean> | undefined;
  /**
   * Shares one ping among concurrent requests: the endpoint is public, and each ping is a
   * statement.
   */
  const responds = (check: () => Promise<unknown>): Promise<boolean> => {
    pinging ??= check()
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
    if (!ping) return { status: 'ready', ...stale };
    const ready = await responds(ping);
    const status = ready ? 'ready' : 'not ready';
    return reply.code(ready ? 200 : 503).send({ status, postgres: ready, ...stale });
  });

  app.get('/metrics', { config: ALWAYS }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
