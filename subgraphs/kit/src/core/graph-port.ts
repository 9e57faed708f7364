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
 * How a subgraph's rule or job asks the whole graph for a neighbour's facts, which it never reads from the neighbour's
 * tables. Every operation names on whose behalf it runs: nothing is asked with all rights of a workspace.
 */
export interface GraphPort {
  /** Runs one operation; throws the first error of the response, with its code. */
  ask<Data>(
    as: Asking,
    document: string,
    variables?: Record<string, unknown>,
    options?: AskOptions,
  ): Promise<Data>;
}

/** How one operation is run. */
export interface AskOptions {
  /** Ends the operation: of the request that asks, where a request does. */
  readonly signal?: AbortSignal;
  /**
   * Returns the data of a response with errors, the fields that failed being null: for many look-ups in one operation. An
   * internal failure, or one that leaves no data, is thrown all the same.
   */
  readonly partial?: boolean;
}

/** On whose behalf an operation is run, and by which name what it charges is refunded if the response does not arrive. */
export interface Asking {
  readonly principal: Principal;
  readonly delivery?: string | undefined;
}

/** The caller of a request, with its own rights and those that are named: what a field that it may ask needs of a neighbour. */
export function delegated(
  { principal, delivery }: { readonly principal: Principal | null; readonly delivery?: string | undefined },
  rights: Rights = { scopes: [], policies: [] },
): Asking {
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

/** The workspace itself with named rights only, for a job or an import. */
export function asWorkspace(workspaceId: string, rights: Rights): Asking {
  return { principal: workspacePrincipal(workspaceId, rights) };
}

/** Audience of a principal that is signed for the gateway itself. */
export const GATEWAY_AUDIENCE = 'gateway';

/** Longest that one question may take, in milliseconds. */
const TIMEOUT = 30_000;

/** A GraphQL answer, as far as the port reads it. */
export interface GraphAnswer {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Record<string, unknown> | undefined }[];
}

/** The port of a subgraph in a process of its own: the gateway's `/graphql`, with a signed principal. */
export function httpGraphPort(url: string, secret: string): GraphPort {
  return {
    async ask<Data>(
      { principal, delivery }: Asking,
      query: string,
      variables: Record<string, unknown> = {},
      { signal, partial = false }: AskOptions = {},
    ) {
      if (!url)
        throw new TributaryError('UPSTREAM_FAILED', 'GATEWAY_URL is not set: the graph cannot be asked.');
      const headers = {
        'content-type': 'application/json',
        [PRINCIPAL_HEADER]: await signPrincipal(principal, GATEWAY_AUDIENCE, secret),
        // What is charged on behalf of a request is refunded with it, also when only its own response is lost.
        ...(delivery ? { [DELIVERY_HEADER]: delivery } : {}),
      };
      const body = JSON.stringify({ query, variables });
      return dataOf<Data>(await send(url, headers, body, signal), partial);
    },
  };
}

/** Returns the data of a response; throws its first error, with its code. With `partial` see {@link AskOptions}. */
export function dataOf<Data>({ data, errors = [] }: GraphAnswer, partial = false): Data {
  const [error] = partial && data ? errors.filter(isInternal) : errors;
  if (!error) return data as Data;
  if (isInternal(error)) throw new Error(`The graph answered: ${error.message}`);
  const { code, ...details } = error.extensions ?? {};
  throw new TributaryError(code as TributaryError['code'], error.message, { details });
}

function isInternal({ extensions }: NonNullable<GraphAnswer['errors']>[number]): boolean {
  const code = extensions?.['code'];
  return typeof code !== 'string' || code === 'INTERNAL';
}

async function send(
  url: string,
  headers: Record<string, string>,
  body: string,
  asking: AbortSignal | undefined,
): Promise<GraphAnswer> {
  try {
    const timeout = AbortSignal.timeout(TIMEOUT);
    const signal = asking ? AbortSignal.any([asking, timeout]) : timeout;
    const response = await boundedFetch(url, RESPONSE_LIMITS.graph, {
      method: 'POST',
      headers,
      body,
      signal,
    });
    return (await response.json()) as GraphAnswer;
  } catch (cause) {
    throw new TributaryError('UPSTREAM_FAILED', 'The gateway could not be reached.', { cause });
  }
}
