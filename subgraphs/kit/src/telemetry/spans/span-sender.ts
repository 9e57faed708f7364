import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import type { Resource } from '@opentelemetry/resources';
import type { RecordedSpan } from './recorded-span.ts';
import type { SpanSender } from './span-queue.ts';
import { spanWriter } from './write-spans.ts';

interface SenderOptions {
  readonly headers: Record<string, string>;
  readonly resource: Resource;
  /** Maximum duration of an export, retries included, in milliseconds. */
  readonly timeout: number;
}

/** Opens the exporter of the SDK (HTTP, retries, limits) with a writer for recorded spans. */
export function openSender(url: string, { headers, resource, timeout }: SenderOptions): SpanSender {
  const options = { url, headers, timeoutMillis: timeout };
  const required = { 'Content-Type': 'application/json' };
  return createOtlpHttpExportDelegate(
    convertLegacyHttpOptions(options, 'TRACES', 'v1/traces', required),
    {
      serializeRequest: spanWriter(resource),
      deserializeResponse: (bytes) => (bytes.length === 0 ? {} : JSON.parse(Buffer.from(bytes).toString())),
    },
    'otlp_http_json_span_exporter',
    { name: 'span', countItems: (spans: RecordedSpan[]) => spans.length },
    undefined,
  );
}
