import type { Metrics } from '@tributary/kit/host';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { ALWAYS } from '../load-shedding.ts';

/** What the health of a process is read from. */
export interface HealthSources {
  readonly metrics: Metrics;
  /** Checks that PostgreSQL responds; absent without a database. */
  readonly ping?: (() => Promise<unknown>) | undefined;
  /** Returns further members of the response of `/health/ready`. */
  readonly describe?: (() => Promise<object>) | undefined;
  /** Collects the metrics of several processes; those of this one are served without it. */
  readonly collect?: (() => Promise<Registry>) | undefined;
}

/** Serves `/health/live`, `/health/ready` and `/metrics` for operators. */
export function registerHealth(
  app: FastifyInstance,
  { metrics, ping, describe = async () => ({}), collect = async () => metrics.registry }: HealthSources,
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
    const further = await describe();
    if (!ping) return { status: 'ready', ...further };
    const ready = await responds(ping);
    const status = ready ? 'ready' : 'not ready';
    return reply.code(ready ? 200 : 503).send({ status, postgres: ready, ...further });
  });

  app.get('/metrics', { config: ALWAYS }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await (await collect()).metrics()),
  );
}
