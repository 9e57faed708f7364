import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Refusal } from '../../admission/index.ts';
import { errorResponseOf, GRAPHQL_RULES } from '../admit-operation.ts';
import { CLOSE_CODES, type Connection, type SocketServices } from './connection.ts';
import { connectionCredential } from './connection-credential.ts';
import { openSubscription, type StreamedResult } from './open-subscription.ts';
import { InvalidOperation, readOperation, type SentOperation } from './read-operation.ts';

/**
 * The context in which one hook of the protocol passes the results of a subscription to another.
 */
interface Started {
  readonly results: AsyncIterableIterator<StreamedResult>;
}

/**
 * Creates the protocol `graphql-transport-ws`, which admits connections and starts subscriptions.
 */
export function createProtocol(services: SocketServices): Server<Connection> {
  return makeServer<Record<string, unknown>, Connection>({
    onConnect: ({ connectionParams, extra }) => admitConnection(extra, connectionParams, services),
    async onSubscribe({ extra }, _id, payload) {
      try {
        return (await start(extra, payload, services)) as never;
      } catch (error) {
        if (error instanceof InvalidOperation) return error.errors;
        services.log.error({ err: error }, 'a subscription could not be started');
        return [new GraphQLError('An unexpected error occurred.', { extensions: { code: 'INTERNAL' } })];
      }
    },
    // `onSubscribe` has started it.
    subscribe: ({ contextValue }) => (contextValue as Started).results as never,
    // The graph has formatted the errors of a result.
    onNext: (_context, _id, _payload, _args, result) => result as never,
  });
}

/** Finds the caller of a connection, and counts it among those of its key; otherwise closes it. */
async function admitConnection(
  connection: Connection,
  payload: Readonly<Record<string, unknown>> | undefined,
  { admission, connections, tickets }: SocketServices,
): Promise<void> {
  const { request } = connection;
  connection.headers = withToken(request.headers, payload);
  if (admission) {
    const credential = await connectionCredential(payload, request, tickets);
    const { principal, refusal } = await admission.identify(
      { request, credential, response: OPEN },
      GRAPHQL_RULES,
    );
    if (refusal) return refuse(connection, refusal);
    connection.principal = principal;
    connection.credential = credential === 'conflict' ? null : credential;
  }
  const { principal, end } = connection;
  const stream = { key: principal && { workspaceId: principal.workspaceId, keyId: principal.keyId }, end };
  if (connections.add(stream)) connection.close(CLOSE_CODES.busy, 'Too many connections.');
  else connection.stream = stream;
}

/**
 * Adds the token that a page sends in `connection_init`, because it cannot set headers. No other
 * header is taken from there: clients must not choose those that a proxy adds.
 */
function withToken(
  headers: IncomingHttpHeaders,
  payload: Readonly<Record<string, unknown>> = {},
): IncomingHttpHeaders {
  const authorization = payload['authorization'] ?? payload['Authorization'];
  if (typeof authorization !== 'string' || headers.authorization !== undefined) return headers;
  return { ...headers, authorization };
}

/** Identifying a caller takes no concurrency slot, which the response would free. */
const OPEN = { once: () => {} };

function refuse(connection: Connection, refusal: Refusal): void {
  const { code, message } = errorResponseOf(refusal);
  connection.close(code === 'UNAUTHENTICATED' ? CLOSE_CODES.unauthorized : CLOSE_CODES.busy, message);
}

/** Starts a subscription; returns the arguments of `subscribe`, or errors. */
async function start(connection: Connection, sent: SentOperation, services: SocketServices) {
  const { request, headers, credential, end } = connection;
  const { admission, newId } = services;
  const decision = await admission?.readmit({ request, credential }, GRAPHQL_RULES);
  if (decision?.refusal) return [refusalError(decision.refusal)];
  const operation = await readOperation(sent, services);
  const principal = decision?.principal ?? null;
  const subscriber = { request, headers, requestId: newId(), credential, principal, end };
  const results = await openSubscription(operation, subscriber, services);
  if (!(Symbol.asyncIterator in results))
    return results.errors.map(
      ({ message, path, extensions }) => new GraphQLError(message, { path, extensions }),
    );
  const { document, operationName, graph } = operation;
  return { schema: graph.schema, document, operationName, contextValue: { results } satisfies Started };
}

function refusalError(refusal: Refusal): GraphQLError {
  const { code, message, wait } = errorResponseOf(refusal);
  return new GraphQLError(message, {
    extensions: { code, ...(wait === undefined ? {} : { retryAfter: wait }) },
  });
}
