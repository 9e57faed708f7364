import { randomUUID } from 'node:crypto';
import type { Config } from '../core/settings.ts';
import type { Telemetry } from './open-sdk.ts';
import { telemetrySettings } from './settings.ts';

/**
 * Opens the export of traces and metrics, or returns null if no collector is configured; then no
 * package of OpenTelemetry is loaded. `subgraph` is the one that the process serves alone.
 */
export async function openTelemetry(config: Config, subgraph?: string): Promise<Telemetry | null> {
  const settings = config.read(telemetrySettings);
  const base = settings.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '');
  const urls = {
    traces: settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || (base && `${base}/v1/traces`),
    metrics: settings.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT || (base && `${base}/v1/metrics`),
  };
  if (urls.traces === '' && urls.metrics === '') return null;
  const { openSdk } = await import('./open-sdk.ts');
  return openSdk({ settings, urls, subgraph, instanceId: randomUUID() });
}
