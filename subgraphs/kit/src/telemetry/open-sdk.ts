import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { Counter, type Registry } from 'prom-client';
import type { SettingValues } from '../core/settings.ts';
import { prometheusMetrics } from './prometheus-metrics.ts';
import type { telemetrySettings } from './settings.ts';
import { samplingBy } from './spans/sampling.ts';
import { encodeHead } from './spans/span-batch.ts';
import { SpanQueue } from './spans/span-queue.ts';
import { openSender } from './spans/span-sender.ts';
import { createSpanTracer } from './spans/span-tracer.ts';
import { traceChannels } from './trace-channels.ts';
import type { SpanAttributes, Tracer } from './tracer.ts';

/** Exports the traces and metrics of a process by OTLP. */
export interface Telemetry {
  /** Null if only metrics are exported. */
  readonly tracer: Tracer | null;
  /** Exports the metrics of a registry in intervals, if a collector for metrics is configured. */
  exportMetrics(registry: Registry, clock: () => number): void;
  /** Exports what has not been exported, and stops. */
  stop(): Promise<void>;
}

/** Settings of OpenTelemetry, and what only the process knows. */
export interface SdkOptions {
  readonly settings: SettingValues<typeof telemetrySettings>;
  /** Where traces and metrics are sent; empty for those that are not. */
  readonly urls: { readonly traces: string; readonly metrics: string };
  /** The subgraph that the process serves alone. */
  readonly subgraph: string | undefined;
  readonly instanceId: string;
}

/** Opens the SDK of OpenTelemetry. Its packages are loaded by this module alone. */
export function openSdk({ settings, urls, subgraph, instanceId }: SdkOptions): Telemetry {
  const { OTEL_SERVICE_NAME: service } = settings;
  const own = resourceFromAttributes({
    'service.name': subgraph === undefined ? service : `${service}-${subgraph}`,
    'service.instance.id': instanceId,
  });
  const resource = detectResources({ detectors: [envDetector] }).merge(own);
  const headers = headersIn(settings.OTEL_EXPORTER_OTLP_HEADERS);
  const closes: (() => Promise<unknown>)[] = [];
  const opened = urls.traces === '' ? null : openTracer(settings, urls.traces, { resource, headers, closes });
  return {
    tracer: opened?.tracer ?? null,
    exportMetrics(registry, clock) {
      if (opened) countDropped(opened.queue, registry);
      if (urls.metrics === '') return;
      const exporter = new OTLPMetricExporter({ url: urls.metrics, headers });
      const reader = new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: settings.OTEL_METRIC_EXPORT_INTERVAL,
        exportTimeoutMillis: Math.min(settings.OTEL_METRIC_EXPORT_INTERVAL, EXPORT_TIMEOUT),
        metricProducers: [prometheusMetrics(registry, resource, clock)],
      });
      const provider = new MeterProvider({ resource, readers: [reader] });
      closes.push(() => provider.shutdown());
    },
    async stop() {
      // A collector that cannot be reached must not fail the end of the process.
      await Promise.allSettled(closes.map((close) => close()));
    },
  };
}

/** Maximum duration of an export, in milliseconds; a process has more time to end. */
const EXPORT_TIMEOUT = 5_000;

interface Exporting {
  readonly resource: Resource;
  readonly headers: Record<string, string>;
  /** Receives how the exporter is closed. */
  readonly closes: (() => Promise<unknown>)[];
}

function openTracer(
  settings: SdkOptions['settings'],
  url: string,
  { resource, headers, closes }: Exporting,
): { readonly tracer: Tracer; readonly queue: SpanQueue } {
  const head = encodeHead(resource.attributes as SpanAttributes);
  const queue = new SpanQueue(openSender(url, { headers, timeout: EXPORT_TIMEOUT }), head);
  const tracer = createSpanTracer(samplingBy(settings), (span) => queue.add(span));
  const untrace = traceChannels(tracer);
  closes.push(async () => {
    untrace();
    await queue.stop();
  });
  return { tracer, queue };
}

/** Reports the spans that a queue has dropped, in the registry of the process. */
function countDropped(queue: SpanQueue, registry: Registry): void {
  new Counter({
    name: 'tributary_spans_dropped_total',
    help: 'Spans that were not exported, because too many waited or the collector did not accept them.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(queue.dropped);
    },
  });
}

/** Reads headers in the form of W3C Baggage: percent-encoded `name=value` pairs. */
function headersIn(text: string): Record<string, string> {
  const pairs = text === '' ? [] : text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name.trim(), decodeURIComponent(value.trim())]),
  );
}
