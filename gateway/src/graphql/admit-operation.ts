import { GATEWAY_AUDIENCE, PRINCIPAL_HEADER, verifyPrincipal } from '@tributary/kit/host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GRAPHQL_LIMIT } from '../access/index.ts';
import {
  type Admission,
  type AdmissionRules,
  type Budget,
  givenCredential,
  type Refusal,
  readCredential,
  type SentCredential,
} from '../admission/index.ts';
import type { GatewayConfig } from '../config/index.ts';
import type { Tickets } from '../notifications/index.ts';

/** Admission rules of the GraphQL endpoint. */
export const GRAPHQL_RULES: AdmissionRules = {
  places: ['bearer', 'x-api-key'],
  anonymous: true,
  product: null,
  scope: null,
  policies: [],
  bucket: 'graphql',
  limit: () => GRAPHQL_LIMIT,
};

interface AdmitOptions {
  readonly config: GatewayConfig;
  readonly admission: Admission;
  /** Redeems the tickets of browsers; without it no ticket is valid. */
  readonly tickets?: Tickets | undefined;
}

/**
 * Admits a GraphQL request: with a credential against its 600 a minute, without one against the
 * address. An invalid credential is refused rather than treated as none. A subgraph in another
 * process sends a signed principal instead, which costs no database access and counts against no
 * limit.
 */
export function admit({ config, admission, tickets }: AdmitOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    // A page or an earlier hook has already replied.
    if (reply.sent) return;
    const signed = request.headers[PRINCIPAL_HEADER];
    if (typeof signed === 'string') return admitSubgraph(signed, config, admission, request, reply);
    const sent = await sentCredential(request, tickets);
    request.credential = sent === 'conflict' ? null : sent;
    const candidate = { request: request.raw, response: reply.raw, credential: sent };
    const decision = await admission.admit(candidate, GRAPHQL_RULES);
    request.principal = decision.principal;
    if (decision.budget) reply.headers(headersOf(decision.budget));
    if (decision.refusal) return refuse(reply, errorResponseOf(decision.refusal));
  };
}

/**
 * Reads the credential of a request. An `EventSource` cannot send headers, so its URL has a ticket,
 * which stands for a credential.
 */
async function sentCredential(
  { headers, method, query, raw }: FastifyRequest,
  tickets: Tickets | undefined,
): Promise<SentCredential | 'conflict' | null> {
  const { ticket } = query as Record<string, unknown>;
  const isEventSource = method === 'GET' && headers.accept?.includes('text/event-stream');
  if (!isEventSource || typeof ticket !== 'string') return readCredential(raw, GRAPHQL_RULES.places);
  return givenCredential((await tickets?.redeem(ticket)) ?? ticket);
}

async function admitSubgraph(
  signed: string,
  config: GatewayConfig,
  { callers }: Admission,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  try {
    // Without a secret no signature can be verified.
    if (!config.SUBGRAPH_SECRET) throw new Error('SUBGRAPH_SECRET is not set.');
    request.principal = await verifyPrincipal(signed, GATEWAY_AUDIENCE, config.SUBGRAPH_SECRET);
  } catch {
    const wait = callers.countInvalid(request.raw);
    if (wait !== null) return refuse(reply, errorResponseOf({ reason: 'address', wait }));
    return refuse(reply, {
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'The signed principal is invalid.',
    });
  }
}

/** The response to a request that is not admitted. */
export interface ErrorResponse {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Value of `Retry-After` in seconds. */
  readonly wait?: number;
}

/** Returns the response to a request that is not admitted. */
export function errorResponseOf(refusal: Refusal): ErrorResponse {
  switch (refusal.reason) {
    case 'missing':
      return { status: 401, code: 'UNAUTHENTICATED', message: 'No API key was provided.' };
    case 'invalid':
      return { status: 401, code: 'UNAUTHENTICATED', message: INVALID[refusal.credential] };
    case 'address':
      return limited('Too many requests without a valid key.', refusal.wait);
    case 'concurrency':
      return limited(`At most ${refusal.max} requests of a key at a time.`, refusal.wait);
    case 'limit':
      return limited(`At most ${refusal.limit.max} requests a minute.`, refusal.wait);
    case 'scope':
      return { status: 403, code: 'FORBIDDEN_SCOPE', message: `The scope ${refusal.scope} is missing.` };
    case 'plan':
      return { status: 403, code: 'PLAN_REQUIRED', message: refusal.refusal };
  }
}

const INVALID = {
  key: 'The API key is invalid or has been revoked.',
  token: 'The access token is invalid, has expired or has been revoked.',
} as const;

function limited(message: string, wait: number): ErrorResponse {
  return { status: 429, code: 'RATE_LIMITED', message, wait };
}

function headersOf({ limit, remaining, resetsAt }: Budget) {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetsAt.getTime() / 1_000),
  };
}

/** Sends the response to a request that is not admitted. */
export function refuse(reply: FastifyReply, { status, code, message, wait }: ErrorResponse): unknown {
  if (wait !== undefined) reply.header('retry-after', String(wait));
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}
