import {
  type Config,
  GATEWAY_AUDIENCE,
  type Metrics,
  PRINCIPAL_HEADER,
  type Principal,
  verifyPrincipal,
} from '@tributary/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Authenticator, type CredentialPlace, GRAPHQL_LIMIT, identify } from '../access/index.ts';
import type { AddressLimiter, Budget, Concurrency, Limits } from '../limits/index.ts';

/** What callers are admitted by. */
export interface AdmissionServices {
  readonly config: Config;
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly addresses: AddressLimiter;
  readonly concurrency: Concurrency;
  readonly metrics: Metrics;
}

const PLACES: readonly CredentialPlace[] = ['bearer', 'x-api-key'];

/**
 * Identifies the caller and counts the request: with a key against the key's 600 a minute, without one against the
 * address. A wrong key is refused rather than taken for none. A subgraph in another process that asks for its
 * neighbours' facts comes with a signed principal, and is not counted.
 */
export function admit(services: AdmissionServices) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    // A page or an earlier hook has answered.
    if (reply.sent) return;
    const signed = request.headers[PRINCIPAL_HEADER];
    if (typeof signed === 'string') return admitSubgraph(signed, services, request, reply);
    const found = await identify(request, PLACES, services.authenticator);
    request.principal = found.outcome === 'known' ? found.principal : null;
    if (found.outcome === 'known') return admitKey(found.principal, services, reply);
    const wait = services.addresses.refuse(request.ip);
    if (wait !== null)
      return refuse(reply, 429, 'RATE_LIMITED', 'Too many requests without a valid key.', wait);
    if (found.outcome === 'invalid')
      return refuse(reply, 401, 'UNAUTHENTICATED', 'The API key is invalid or has been revoked.');
  };
}

async function admitSubgraph(
  signed: string,
  { config }: AdmissionServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  try {
    // Without a secret nothing can be signed, so nothing is believed.
    if (!config.SUBGRAPH_SECRET) throw new Error('There are no subgraphs in other processes.');
    request.principal = await verifyPrincipal(signed, GATEWAY_AUDIENCE, config.SUBGRAPH_SECRET);
  } catch {
    return refuse(reply, 401, 'UNAUTHENTICATED', 'The signed principal is not valid.');
  }
}

async function admitKey(
  principal: Principal,
  services: AdmissionServices,
  reply: FastifyReply,
): Promise<unknown> {
  const { concurrency, limits, metrics } = services;
  if (!concurrency.enter(principal.keyId, reply.raw)) {
    reply.headers(headersOf(await limits.look(principal, 'graphql', GRAPHQL_LIMIT)));
    metrics.limited.inc({ bucket: 'concurrent' });
    return refuse(reply, 429, 'RATE_LIMITED', `At most ${concurrency.most} requests of a key at a time.`, 1);
  }
  const budget = await limits.take(principal, 'graphql', GRAPHQL_LIMIT);
  reply.headers(headersOf(budget));
  if (budget.allowed) return;
  metrics.limited.inc({ bucket: 'graphql' });
  return refuse(reply, 429, 'RATE_LIMITED', `At most ${budget.limit} requests a minute.`, budget.retryAfter);
}

function headersOf({ limit, remaining, resetsAt }: Budget) {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetsAt.getTime() / 1_000),
  };
}

function refuse(reply: FastifyReply, status: number, code: string, message: string, wait?: number): unknown {
  if (wait !== undefined) reply.header('retry-after', String(wait));
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}
