import { GraphQLRequestError, type GraphQLResponseError, NetworkError } from './client-errors.ts';
import { type Document, textOf } from './document.ts';
import { readServerSentEvents } from './read-server-sent-events.ts';
import { sendRequest, type Transport } from './send-with-retries.ts';

/** Options of one request. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
}

interface GraphQLResponse<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly GraphQLResponseError[];
}

/** Executes a query or a mutation; throws a GraphQLRequestError if the response has errors. */
export async function execute<Result, Variables>(
  transport: Transport,
  document: Document<Result, Variables>,
  variables: Variables | undefined,
  { signal }: RequestOptions,
): Promise<Result> {
  const query = textOf(document as Document<unknown, never>);
  const response = await sendRequest(transport, {
    method: 'POST',
    path: '/graphql',
    body: { query, variables },
    isRepeatable: !/(?:^|[\s}])mutation\b/.test(query),
    signal,
  });
  return resultOf((await response.json()) as GraphQLResponse<Result>);
}

/**
 * Subscribes by GraphQL over server-sent events. Ends when the subscription is complete or the
 * signal is aborted; throws a NetworkError if the connection is lost before that.
 */
export async function* subscribe<Result, Variables>(
  transport: Transport,
  document: Document<Result, Variables>,
  variables: Variables | undefined,
  { signal }: RequestOptions,
): AsyncGenerator<Result> {
  const response = await sendRequest(transport, {
    method: 'POST',
    path: '/graphql',
    body: { query: textOf(document as Document<unknown, never>), variables },
    headers: { accept: 'text/event-stream' },
    isRepeatable: true,
    isStream: true,
    signal,
  });
  try {
    for await (const { event, data } of readServerSentEvents(response.body!)) {
      if (event === 'complete') return;
      if (event === 'next') yield resultOf(JSON.parse(data) as GraphQLResponse<Result>);
    }
  } catch (error) {
    if (signal?.aborted) return;
    throw error;
  }
  throw new NetworkError('The connection of a subscription was lost.');
}

function resultOf<Result>({ data, errors }: GraphQLResponse<Result>): Result {
  if (errors?.length) throw new GraphQLRequestError(errors, data ?? null);
  return data as Result;
}
