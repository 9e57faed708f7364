import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config/index.ts';

/** A request that is not begun as there is too much to do; each door says so in its envelope. */
class Overloaded extends Error {
  readonly statusCode = 503;
  readonly code = 'OVERLOADED';
}

/** When to come again, in seconds: as often as it is looked how things stand. */
const RETRY_AFTER = 1;
const LOOK = 1_000;

/**
 * Answers 503 with `Retry-After` while whatever the process has begun already waits too long for its turn, so that it
 * is finished and not everything becomes late. Routes of those who run the gateway are {@link ALWAYS} answered.
 */
export async function shedLoad(app: FastifyInstance, config: GatewayConfig): Promise<void> {
  // Starting keeps the event loop busy for as long as it takes, and the first look still sees that.
  let from = Number.POSITIVE_INFINITY;
  app.addHook('onListen', async () => {
    from = performance.now() + 2 * LOOK;
  });
  await app.register(underPressure, {
    maxEventLoopDelay: config.SHED_EVENT_LOOP_DELAY_MS,
    sampleInterval: LOOK,
    pressureHandler: async (_request, reply) => {
      if (performance.now() < from) return;
      reply.header('retry-after', String(RETRY_AFTER));
      throw new Overloaded('There is too much to do at the moment. Try again soon.');
    },
  });
}

/** The configuration of a route that is answered under any load. */
export const ALWAYS = { pressureHandler: () => undefined };
