import type { IncomingHttpHeaders } from 'node:http';
import type { SubgraphRequest } from '@tributary/kit';
import type { Identity } from '../authorization/token-identity.ts';
import type { Freshness } from '../caching/response-freshness.ts';
import type { ExplanationRecorder } from '../tracing/explanation.ts';

/** Headers by their names in lower case. */
export type Headers = Readonly<IncomingHttpHeaders>;

/** A response to a client. */
export interface ClientResponse {
  readonly hasErrors: boolean;
  /** How long it may be used again; null if not at all, undefined if nothing is cached. */
  readonly freshness: Freshness | null | undefined;
}

/**
 * The exchange with the client that a request to subgraphs is part of. Header rules of a router
 * read it; without such rules there is none.
 */
export interface ClientExchange {
  /** Headers that the client sent. */
  readonly headers: Headers;
  /** What the client's token proves; null without a token. */
  readonly identity: Identity | null;
  /** Whether the progressive overrides of a label apply to the request. */
  isActive(label: string): boolean;
  /** Receives the headers of each subgraph's response. */
  received(service: string, headers: Headers): void;
  /** Receives the outcome of the operation, before the response is sent. */
  finished(response: ClientResponse): void;
  /** Returns the headers that the client receives, once all subgraphs have responded. */
  written(): Iterable<readonly [string, string | readonly string[]]>;
}

/** A request to subgraphs, with the exchange that it is part of. */
export interface RoutedRequest extends SubgraphRequest {
  readonly exchange?: ClientExchange | undefined;
  /** Records how the operation is executed, for callers who may see it. */
  readonly explanation?: ExplanationRecorder | undefined;
}
