import { Type } from 'typebox';
import { Address, oneOf, setting } from '../core/settings.ts';

/** Settings of OpenTelemetry, by the names of its specification. */
export const telemetrySettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    Address,
    '',
    'OpenTelemetry collector that receives traces and metrics by OTLP over HTTP, such as `http://localhost:4318`. Without it, ' +
      'or one of the next two, nothing is recorded.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: setting(
    Address,
    '',
    'Full URL for traces alone. Default: `/v1/traces` of the collector.',
  ),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: setting(
    Address,
    '',
    'Full URL for metrics alone. Default: `/v1/metrics` of the collector.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: setting(
    Type.String({
      pattern: '^([^=,]+=[^=,]*(,[^=,]+=[^=,]*)*)?$',
      description: '`name=value` pairs, comma-separated',
    }),
    '',
    'Headers of requests to the collector, with percent-encoded values.',
  ),
  OTEL_SERVICE_NAME: setting(
    Type.String({ minLength: 1 }),
    'tributary',
    'Name of the service in traces and metrics. A subgraph in a process of its own adds its name.',
  ),
  OTEL_TRACES_SAMPLER: setting(
    oneOf(
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ),
    'parentbased_always_on',
    'Which requests are traced. With `parentbased_…`, the `traceparent` of a request decides if it has one.',
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(
    Type.Number({ minimum: 0, maximum: 1 }),
    1,
    'Share of the requests that `traceidratio` traces.',
  ),
  OTEL_METRIC_EXPORT_INTERVAL: setting(
    Type.Integer({ minimum: 1_000, maximum: 3_600_000 }),
    60_000,
    'Interval between two exports of metrics, in milliseconds.',
  ),
} as const;
