import { traced } from '@tributary/kit/telemetry';
import type { SubgraphOperation, SubgraphResult, Transport } from '../transports/transport.ts';
import { type FetchOutcome, fetchDurations, type GraphTelemetry } from './graph-telemetry.ts';

/** Starts a span for each fetch from a subgraph, and measures it. */
export function tracedTransport(
  subgraph: string,
  transport: Transport,
  { tracer, registry }: GraphTelemetry,
): Transport {
  const durations = fetchDurations(registry);
  const measured = async (operation: SubgraphOperation): Promise<SubgraphResult> => {
    const started = performance.now();
    let outcome: FetchOutcome = 'failed';
    try {
      const result = await transport.execute(operation);
      outcome = result.errors?.length ? 'errors' : 'ok';
      return result;
    } finally {
      durations.observe({ subgraph, outcome }, (performance.now() - started) / 1_000);
    }
  };
  return {
    ...transport,
    execute(operation) {
      const { kind, operationName } = operation;
      const span = tracer.start(`fetch ${subgraph}`, 'client', {
        'tributary.subgraph': subgraph,
        'graphql.operation.type': kind,
        ...(operationName === undefined ? {} : { 'graphql.operation.name': operationName }),
      });
      return traced(
        span,
        () => measured(operation),
        ({ errors }) => (errors?.length ? 'errors' : undefined),
      );
    },
  };
}
