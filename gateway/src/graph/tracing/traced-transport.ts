import { failureName, type OpenSpan, type SpanLabel } from '@tributary/kit/telemetry';
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
  const labels = new WeakMap<object, SpanLabel>();
  const labelOf = (operation: SubgraphOperation): SpanLabel => {
    const { origin, kind, operationName } = operation;
    const known = origin && labels.get(origin);
    if (known) return known;
    const attributes = {
      'tributary.subgraph': subgraph,
      'graphql.operation.type': kind,
      ...(operationName === undefined ? {} : { 'graphql.operation.name': operationName }),
    };
    const label: SpanLabel = { name, kind: 'client', attributes };
    if (origin) labels.set(origin, label);
    return label;
  };
  // Running work in a span costs more than the span, so that it is left out where nothing reads the
  // current span.
  const executeIn = (span: OpenSpan, operation: SubgraphOperation) =>
    transport.continuesTrace
      ? transport.execute({ ...operation, span })
      : span.run(() => transport.execute(operation));
  return {
    ...transport,
    // One function with one promise: a page of an application causes five fetches.
    async execute(operation) {
      const span = tracer.start(labelOf(operation));
      const started = performance.now();
      let outcome: FetchOutcome = 'failed';
      try {
        const result = await (span ? executeIn(span, operation) : transport.execute(operation));
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
