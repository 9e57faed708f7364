import type { TraceHeaders } from '@tributary/kit/telemetry';
import type { Headers } from '../client-exchange.ts';

/** A request of one exchange with a subgraph. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  /** Replaces the headers of the same names; absent without tracing, and outside of a trace. */
  readonly trace?: TraceHeaders | undefined;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
}

/** A complete response. */
export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Limits of a response. */
export interface PostLimits {
  /** Maximum size of the body in bytes; 64 MiB if not given. */
  readonly maxBytes?: number | undefined;
  /**
   * Maximum time until the response is complete, in milliseconds. Without it, only the time that
   * nothing arrives is limited.
   */
  readonly totalTimeout?: number | undefined;
}

/** Sends one request to a subgraph. */
export type Exchange = (sent: Sent) => Promise<Posted>;
