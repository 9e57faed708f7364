import { boundedFetch, RESPONSE_LIMITS } from '../http-client/bounded.ts';
import { TributaryError } from './errors.ts';
import {
  DELIVERY_HEADER,
  PRINCIPAL_HEADER,
  type Principal,
  type Rights,
  signPrincipal,
  workspacePrincipal,
} from './principal.ts';

/**
 * Queries the whole graph for data of other subgraphs, whose tables a subgraph never reads. Every
 * operation states on whose behalf it runs; none runs with all rights of a workspace.
 */
export interface GraphPort {
  /** Executes an operation; throws the first error of its response, with its code. */
  ask<Data>(
    as: GraphCaller,
    document: string,
    variables?: Record<string, unknown>,
    options?: GraphRequestOptions,
  ): Promise<Data>;
}

/** Options of one operation. */
export interface GraphRequestOptions {
  /** Aborts the operation; pass the signal of the request that runs it. */
  readonly signal?: AbortSignal;
  /**
   * Returns partial data, in which failed fields are null; for operations with many lookups. Still
   * throws an internal error, and any error that leaves no data.
   */
  readonly partial?: boolean;
}

/**
 * The caller of an operation, and the id by which its charges are refunded if the response does not
 * arrive.
 */
export interface GraphCaller {
  readonly principal: Principal;
  readonly delivery?: string | undefined;
}

/**
 * Returns the caller of a request with additional rights, for a field whose resolver needs fields
 * of another subgraph that its caller could not select.
 */
export function delegated(
  { principal, delivery }: { readonly principal: Principal | null; readonly delivery?: string | undefined },
  rights: Rights = { scopes: [], policies: [] },
): GraphCaller {
  if (!principal) throw new TributaryError('UNAUTHENTICATED', 'An API key is required.');
  const joined = (own: readonly string[], more: readonly string[]) => [...new Set([...own, ...more])];
  return {
    principal: {
      ...principal,
      scopes: joined(principal.scopes, rights.scopes),
      policies: joined(principal.policies, rights.policies),
    },
    delivery,
  };
}

/**
 * Returns the workspace itself as the caller, with the given rights only; for a job or an import.
 */
export function asWorkspace(workspaceId: string, rights: Rights): GraphCaller {
  return { principal: workspacePrincipal(workspaceId, rights) };
}

/** The audience of principals that are signed for the gateway. */
export const GATEWAY_AUDIENCE = 'gateway';

/** Timeout of one operation, in milliseconds. */
const TIMEOUT = 30_000;

/** A GraphQL response, as far as the port reads it. */
export interface GraphResponse {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Record<string, unknown> | undefined }[];
}

/**
 * Creates the port of a subgraph in another process: it sends operations to the gateway's
 * `/graphql` with a signed principal.
 */
export function httpGraphPort(url: string, secret: string): GraphPort {
  return {
    async ask<Data>(
      { principal, delivery }: GraphCaller,
      query: string,
      variables: Record<string, unknown> = {},
      { signal, partial = false }: GraphRequestOptions = {},
    ) {
      if (!url)
        throw new TributaryError(
          'UPSTREAM_FAILED',
          'GATEWAY_URL is not set, so the graph cannot be queried.',
        );
      const headers = {
        'content-type': 'application/json',
        [PRINCIPAL_HEADER]: await signPrincipal(principal, GATEWAY_AUDIENCE, secret),
        // Charges made on behalf of a request are refunded with it if its response is lost.
        ...(delivery ? { [DELIVERY_HEADER]: delivery } : {}),
      };
      const body = JSON.stringify({ query, variables });
      return dataOf<Data>(await send(url, headers, body, signal), partial);
    },
  };
}

/**
 * Returns the data of a response; throws its first error, with its code. For `partial`, see {@link
 * GraphRequestOptions}.
 */
export function dataOf<Data>({ data, errors = [] }: GraphResponse, partial = false): Data {
  const [error] = partial && data ? errors.filter(isInternal) : errors;
  if (!error) return data as Data;
  if (isInternal(error)) throw new Error(`The graph responded: ${error.message}`);
  const { code, ...details } = error.extensions ?? {};
  throw new TributaryError(code as TributaryError['code'], error.message, { details });
}

function isInternal({ extensions }: NonNullable<GraphResponse['errors']>[number]): boolean {
  const code = extensions?.['code'];
  return typeof code !== 'string' || code === 'INTERNAL';
}

async function send(
  url: string,
  headers: Record<string, string>,
  body: string,
  callerSignal: AbortSignal | undefined,
): Promise<GraphResponse> {
  try {
    const timeout = AbortSignal.timeout(TIMEOUT);
    const signal = callerSignal ? AbortSignal.any([callerSignal, timeout]) : timeout;
    const response = await boundedFetch(url, RESPONSE_LIMITS.graph, {
      method: 'POST',
      headers,
      body,
      signal,
    });
    return (await response.json()) as GraphResponse;
  } catch (cause) {
    throw new TributaryError('UPSTREAM_FAILED', 'The gateway could not be reached.', { cause });
  }
}
