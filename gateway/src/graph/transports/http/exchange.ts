import type { Posted } from './http-post.ts';

/** A request of one exchange with a subgraph. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
}

/** Sends one request to a subgraph. */
export type Exchange = (sent: Sent) => Promise<Posted>;
