import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config/index.ts';

/** The rejection of a request under load; each endpoint wraps it in its own envelope. */
class Overloaded extends Error {
  readonly statusCode = 503;
  readonly code = 'OVERLOADED';
}

/** Value of `Retry-After` in seconds, and the sampling interval in milliseconds. */
const RETRY_AFTER = 1;
const SAMPLE_INTERVAL = 1_000;

/**
 * Sheds new requests with 503 while the event loop is lagging, so that in-flight work can finish.
 * Health and metrics are {@link ALWAYS} served.
 */
export async function shedLoad(app: FastifyInstance, config: GatewayConfig): Promise<void> {
  // Startup blocks the event loop, which the first sample still reflects.
  let from = Number.POSITIVE_INFINITY;
  app.addHook('onListen', async () => {
    from = performance.now() + 2 * SAMPLE_INTERVAL;
  });
  await app.register(underPressure, {
    maxEventLoopDelay: config.SHED_EVENT_LOOP_DELAY_MS,
    sampleInterval: SAMPLE_INTERVAL,
    pressureHandler: async (_request, reply) => {
      if (performance.now() < from) return;
      reply.header('retry-after', String(RETRY_AFTER));
      throw new Overloaded('The server is overloaded. Try again soon.');
    },
  });
}

/** Configuration of a route that is never shed. */
export const ALWAYS = { pressureHandler: () => undefined };
