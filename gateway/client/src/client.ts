import type { Document } from './document.ts';
import { followEvents, type StreamedEvent, type StreamOptions } from './event-stream.ts';
import { execute, type RequestOptions, subscribe } from './graphql-request.ts';
import { listAll, type NodeOf } from './list-all.ts';
import { type ApiName, type RestApi, restApi } from './rest/rest-api.ts';
import { type Transport, wait } from './send-with-retries.ts';

/** Options of a client. */
export interface ClientOptions {
  /** Address of the gateway, such as `https://api.example.org`. */
  readonly url: string;
  /** An API key or an access token, or a function that returns the current one. */
  readonly key?: string | (() => string | Promise<string>);
  /** Replaces the runtime's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Maximum number of repetitions of a request; 3 if absent. */
  readonly retries?: number;
  /** Maximum duration of an attempt in milliseconds, except for streams; 30,000 if absent. */
  readonly timeout?: number;
  /** Waits before a repetition; for tests. */
  readonly wait?: Transport['wait'];
}

/** A client of one gateway. */
export interface Client {
  /**
   * Executes a query or a mutation. Queries are repeated if they fail for a passing reason,
   * mutations only if the gateway has refused to execute them.
   */
  execute<Result, Variables>(
    document: Document<Result, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
  /** Iterates over the nodes of a connection, page by page; see `documents.ts` for documents. */
  list<Result extends object, Variables extends { after?: string | null }>(
    document: Document<Result, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): AsyncGenerator<NodeOf<Result>>;
  /** Subscribes to a document; leave the loop, or abort the signal, to end the subscription. */
  subscribe<Result, Variables>(
    document: Document<Result, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): AsyncGenerator<Result>;
  /** Follows the events of the workspace, over lost connections. */
  events(options?: StreamOptions): AsyncGenerator<StreamedEvent>;
  /** Returns the client of one of the documented REST APIs. */
  rest<Api extends ApiName>(api: Api): RestApi<Api>;
}

/** Creates a client. It opens no connection until it is used. */
export function createClient(options: ClientOptions): Client {
  const transport: Transport = {
    url: options.url.replace(/\/+$/, ''),
    key: options.key,
    // Looked up when it is called, because test tools and polyfills replace it later.
    fetch: options.fetch ?? ((...sent) => globalThis.fetch(...sent)),
    retries: options.retries ?? 3,
    timeout: options.timeout ?? 30_000,
    wait: options.wait ?? wait,
  };
  return {
    execute: (document, variables, request = {}) => execute(transport, document, variables, request),
    list: (document, variables, request = {}) =>
      listAll(transport, document, (variables ?? {}) as never, request),
    subscribe: (document, variables, request = {}) => subscribe(transport, document, variables, request),
    events: (stream = {}) => followEvents(transport, stream),
    rest: (api) => restApi(transport, api),
  };
}
