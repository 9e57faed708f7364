import { GraphQLError } from 'graphql';
import type { EngineRequest, NextRequest, Outcome } from '../engine.ts';
import { subscribe } from '../execution/send.ts';
import { faultOf } from '../faults.ts';
import type { SourceEvent } from '../transports/transport.ts';
import type { RunVariant, Variant } from './variant.ts';

/** Starts a subscription; see `Engine.subscribe`. */
export async function startSubscription(
  variant: Variant,
  started: EngineRequest,
  next: NextRequest,
  run: RunVariant,
): Promise<Outcome | AsyncIterable<Outcome>> {
  const { source } = variant;
  if (!source) throw new GraphQLError('The subscription selects no field.');
  const { variables, request } = started;
  const events = await subscribe(source, { variables, request });
  if (Symbol.asyncIterator in events)
    return outcomesOf(events, next, (event, current) => run(variant, { variables, request: current }, event));
  const { faults } = await run(variant, started, async () => events);
  return { faults };
}

/**
 * Executes the operation for one event after the other: results have the order of the events, and a
 * reader that does not keep up stops the subgraph rather than filling the memory.
 */
async function* outcomesOf(
  events: AsyncIterable<SourceEvent>,
  next: NextRequest,
  execute: (event: SourceEvent, request: EngineRequest['request']) => Promise<Outcome>,
): AsyncGenerator<Outcome, void, undefined> {
  try {
    for await (const event of events) {
      const request = await next();
      if (!request) return;
      yield await execute(event, request);
    }
  } catch (error) {
    yield { data: null, faults: [faultOf(error)] };
  }
}
