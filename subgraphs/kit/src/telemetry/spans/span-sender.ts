import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import type { SpanBatch } from './span-batch.ts';
import type { SpanSender } from './span-queue.ts';

interface SenderOptions {
  readonly headers: Record<string, string>;
  /** Maximum duration of an export, retries included, in milliseconds. */
  readonly timeout: number;
}

/** Opens the exporter of the SDK (HTTP, retries, limits) for batches, which are encoded already. */
export function openSender(url: string, { headers, timeout }: SenderOptions): SpanSender {
  const options = { url, headers, timeoutMillis: timeout };
  const required = { 'Content-Type': 'application/x-protobuf' };
  return createOtlpHttpExportDelegate(
    convertLegacyHttpOptions(options, 'TRACES', 'v1/traces', required),
    {
      serializeRequest: (batch: SpanBatch) => batch.request(),
      // The SDK only logs what a response says.
      deserializeResponse: () => ({}),
    },
    'otlp_http_span_exporter',
    { name: 'span', countItems: ({ size }: SpanBatch) => size },
    undefined,
  );
}
