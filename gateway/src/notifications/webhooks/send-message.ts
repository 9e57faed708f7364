import {
  failureReason,
  fetchUntrusted,
  pauseOf,
  RESPONSE_LIMITS,
  type UpstreamMetrics,
} from '@tributary/kit/http-client';
import type { AttemptResult } from './after-attempt.ts';
import { signedHeaders } from './signing-secrets.ts';
import type { WebhookMessage } from './webhook-message.ts';

/** Timeout of one request, in milliseconds: the recommendation of Standard Webhooks. */
const TIMEOUT = 15_000;

/** How messages are sent. */
export interface SendOptions {
  /** Whether private addresses are allowed. */
  readonly allowPrivate: boolean;
  readonly metrics: UpstreamMetrics;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}

/** A message to send. */
export interface Outgoing {
  readonly url: string;
  readonly message: WebhookMessage;
  /** Secrets that sign it. */
  readonly secrets: readonly string[];
}

/**
 * Sends a message, and returns the attempt for the delivery log. A redirect is a failure: its
 * target is not the address that the workspace has registered.
 */
export async function sendMessage(
  { url, message, secrets }: Outgoing,
  options: SendOptions,
): Promise<AttemptResult> {
  const { metrics, clock } = options;
  const now = new Date(clock());
  const started = performance.now();
  const { status, error, retryAfter } = await post(
    new URL(url),
    message.body,
    signedHeaders(message.id, now, message.body, secrets),
    options,
  );
  const latencyMs = Math.round(performance.now() - started);
  const outcome = error === null ? 'ok' : 'failed';
  metrics.attempts.observe({ upstream: 'webhooks', operation: 'deliver', outcome }, latencyMs / 1_000);
  return { attempt: { at: now.toISOString(), status, latencyMs, error }, retryAfter };
}

async function post(
  url: URL,
  body: string,
  signed: Readonly<Record<string, string>>,
  { allowPrivate, clock }: SendOptions,
) {
  const signal = AbortSignal.timeout(TIMEOUT);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Tributary-Webhooks/1',
    ...signed,
  };
  const limit = RESPONSE_LIMITS.notification;
  try {
    const response = await fetchUntrusted(url, {
      limit,
      allowPrivate,
      headers,
      body,
      redirect: 'manual',
      signal,
    });
    // Only the status matters. Reading the rest would let the server prolong the request.
    await response.body?.cancel();
    const { status, ok } = response;
    const retryAfter = pauseOf(false, response.headers, clock());
    return { status, error: ok ? null : `The server answered ${status}.`, retryAfter };
  } catch (error) {
    const reason = signal.aborted ? 'it did not respond in time' : failureReason(error);
    return { status: null, error: `The server sent no response: ${reason}.`, retryAfter: 0 };
  }
}
