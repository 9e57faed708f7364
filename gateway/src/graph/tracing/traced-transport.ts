import { failureName, type OpenSpan } from '@tributary/kit/telemetry';
import type { SubgraphOperation, Transport } from '../transports/transport.ts';
import { type FetchOutcome, fetchDurations } from './fetch-durations.ts';
import type { GraphTelemetry } from './graph-telemetry.ts';

/** Starts a span for each fetch from a subgraph, and measures it. */
export function tracedTransport(
  subgraph: string,
  transport: Transport,
  { tracer, registry }: GraphTelemetry,
): Transport {
  const name = `fetch ${subgraph}`;
  const durations = fetchDurations(registry);
  const durationsOf = {
    ok: durations.labels(subgraph, 'ok'),
    errors: durations.labels(subgraph, 'errors'),
    failed: durations.labels(subgraph, 'failed'),
  };
  const spanOf = ({ kind, operationName }: SubgraphOperation): OpenSpan | null =>
    tracer.start(name, 'client', {
      'tributary.subgraph': subgraph,
      'graphql.operation.type': kind,
      ...(operationName === undefined ? {} : { 'graphql.operation.name': operationName }),
    });
  return {
    ...transport,
    // One function with one promise: a page of an application causes five fetches.
    async execute(operation) {
      const span = spanOf(operation);
      const started = performance.now();
      let outcome: FetchOutcome = 'failed';
      try {
        const executed = span ? span.run(() => transport.execute(operation)) : transport.execute(operation);
        const result = await executed;
        outcome = result.errors?.length ? 'errors' : 'ok';
        span?.end(undefined, outcome === 'ok' ? undefined : outcome);
        return result;
      } catch (error) {
        span?.end(undefined, failureName(error));
        throw error;
      } finally {
        durationsOf[outcome].observe((performance.now() - started) / 1_000);
      }
    },
  };
}
