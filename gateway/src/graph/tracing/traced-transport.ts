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
      const span = tracer.parent()?.startChild(labelOf(operation));
      const started = span ? 0 : performance.now();
      const end = (outcome: FetchOutcome, failure?: string) => {
        const milliseconds = span ? span.end(undefined, failure) : performance.now() - started;
        durationsOf[outcome].observe(milliseconds / 1_000);
      };
      try {
        const result = await (span ? executeIn(span, operation) : transport.execute(operation));
        if (result.errors?.length) end('errors', 'errors');
        else end('ok');
        return result;
      } catch (error) {
        end('failed', failureName(error));
        throw error;
      }
    },
  };
}
