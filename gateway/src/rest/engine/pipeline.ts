import { type Principal, TributaryError } from '@tributary/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identify, planOf, type RequestLimitRule } from '../../access/index.ts';
import type { Budget } from '../../limits/index.ts';
import type { Dialect, Route } from './dialect.ts';
import { Problem, WORDS } from './problem.ts';
import type { RestServices } from './register.ts';

/** What is known of a request as it goes through the steps. */
export interface RequestState {
  principal: Principal | null;
  /** The key's budget, once the key is known: its headers are on every answer from then on. */
  budget: Budget | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    rest: RequestState;
  }
}

/** One step of the order of checks; throws a Problem to end the request. */
type Step = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * The checks of a request before its body is read, in the order that DECISIONS.md fixes: route (Fastify has found
 * it), credential, scope, plan, rate limit. Input and the work follow in the handler.
 */
export function checks(dialect: Dialect, route: Route, services: RestServices): Step[] {
  return [
    credential(dialect, services),
    scope(dialect, route, services),
    plan(dialect, dialect.policy, 'Your current plan does not include API access.', services),
    ...(route.policy ? [plan(dialect, route.policy, 'This action needs a paid plan.', services)] : []),
    atOnce(dialect, services),
    rateLimit(dialect, services),
  ];
}

function credential(dialect: Dialect, services: RestServices): Step {
  return async (request) => {
    const found = await identify(request, dialect.credentials, services.authenticator);
    // A key that does not open this product is, here, no key.
    if (found.outcome === 'known' && found.principal.products.includes(dialect.name)) {
      request.rest.principal = found.principal;
      return;
    }
    const wait = services.addresses.refuse(request.ip);
    if (wait !== null) throw tooMany(wait, {});
    throw found.outcome === 'missing'
      ? new Problem('MISSING_KEY', 'No API key was provided.')
      : new Problem('INVALID_KEY', 'The API key is invalid or has been revoked.');
  };
}

function scope(dialect: Dialect, { scope }: Route, { limits }: RestServices): Step {
  return async ({ rest }) => {
    const principal = rest.principal!;
    if (principal.scopes.includes(scope)) return;
    rest.budget = await limits.look(principal, dialect.name, limitOf(dialect, principal));
    throw new Problem('FORBIDDEN_SCOPE', `This API key lacks the scope ${scope}.`);
  };
}

function plan(dialect: Dialect, policy: string, refusal: string, { limits }: RestServices): Step {
  return async ({ rest }) => {
    const principal = rest.principal!;
    if (principal.policies.includes(policy)) return;
    rest.budget = await limits.look(principal, dialect.name, limitOf(dialect, principal));
    throw new Problem('PLAN_REQUIRED', refusal);
  };
}

/** Not more at a time than the key may; what is refused is not counted against its limit. */
function atOnce(dialect: Dialect, { limits, concurrency, metrics }: RestServices): Step {
  return async ({ rest }, reply) => {
    const principal = rest.principal!;
    if (concurrency.enter(principal.keyId, reply.raw)) return;
    rest.budget = await limits.look(principal, dialect.name, limitOf(dialect, principal));
    metrics.limited.inc({ bucket: 'concurrent' });
    throw new Problem('TOO_MANY_AT_ONCE', `At most ${concurrency.most} requests of a key at a time.`, {
      headers: { 'retry-after': '1' },
    });
  };
}

function rateLimit(dialect: Dialect, { limits, metrics }: RestServices): Step {
  return async ({ rest }) => {
    const principal = rest.principal!;
    const limit = limitOf(dialect, principal);
    rest.budget = await limits.take(principal, dialect.name, limit);
    if (rest.budget.allowed) return;
    metrics.limited.inc({ bucket: dialect.name });
    throw tooMany(rest.budget.retryAfter, { window: limit.window });
  };
}

function limitOf({ name }: Dialect, principal: Principal): RequestLimitRule {
  return planOf(name, principal.plans[name]).limit;
}

function tooMany(wait: number, details: Record<string, unknown>): Problem {
  return new Problem('RATE_LIMITED', WORDS.RATE_LIMITED!, {
    details,
    headers: { 'retry-after': String(wait) },
  });
}

/** The first error of a GraphQL answer, as what it was in the subgraph. */
export function errorOf(error: { message: string; extensions?: Record<string, unknown> | undefined }): Error {
  const { code, ...details } = error.extensions ?? {};
  if (typeof code !== 'string' || code === 'INTERNAL')
    return new Problem('INTERNAL', 'An unexpected server error occurred.');
  return new TributaryError(code as TributaryError['code'], error.message, { details });
}
