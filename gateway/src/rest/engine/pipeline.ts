import { type Principal, TributaryError } from '@tributary/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { planOf, type RequestLimitRule } from '../../access/index.ts';
import type { Admission, AdmissionRules, Refusal } from '../../admission/index.ts';
import type { Budget } from '../../limits/index.ts';
import type { Dialect, Route } from './dialect.ts';
import { Problem, WORDS } from './problem.ts';
import { withoutMilliseconds } from './times.ts';

/** What a request carries through the handlers of its route. */
export interface RequestState {
  principal: Principal | null;
  /** The key's budget, once the key is known: its headers are on every response from then on. */
  budget: Budget | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    rest: RequestState;
  }
}

/**
 * Admits a request before its body is read: Fastify has found the route, admission checks the rest in the order that
 * DECISIONS.md fixes, and input and the work follow in the handler.
 */
export function admitTo(dialect: Dialect, route: Route, admission: Admission) {
  const rules = rulesOf(dialect, route);
  return async ({ raw, rest }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { principal, budget, refusal } = await admission.admit(
      { request: raw, response: reply.raw },
      rules,
    );
    Object.assign(rest, { principal, budget });
    if (refusal) throw problemOf(refusal, budget);
  };
}

function rulesOf(dialect: Dialect, route: Route): AdmissionRules {
  return {
    places: dialect.credentials,
    product: dialect.name,
    scope: route.scope,
    policies: [
      { policy: dialect.policy, refusal: 'Your current plan does not include API access.' },
      ...(route.policy ? [{ policy: route.policy, refusal: 'This action needs a paid plan.' }] : []),
    ],
    bucket: dialect.name,
    limit: ({ plans }) => planOf(dialect.name, plans[dialect.name]).limit,
  };
}

function problemOf(refusal: Refusal, budget: Budget | null): Problem {
  switch (refusal.reason) {
    case 'missing':
      return new Problem('MISSING_KEY', 'No API key was provided.');
    case 'invalid':
      return new Problem('INVALID_KEY', INVALID[refusal.credential]);
    case 'address':
      return tooMany(refusal.wait, {});
    case 'scope':
      return new Problem(
        'FORBIDDEN_SCOPE',
        `This ${NAMES[refusal.credential]} lacks the scope ${refusal.scope}.`,
      );
    case 'plan':
      return new Problem('PLAN_REQUIRED', refusal.refusal);
    case 'concurrency':
      return new Problem('TOO_MANY_AT_ONCE', `At most ${refusal.max} requests of a key at a time.`, {
        headers: { 'retry-after': String(refusal.wait) },
      });
    case 'limit':
      return tooMany(refusal.wait, { window: refusal.limit.window }, spentDay(refusal.limit, budget));
  }
}

const NAMES = { key: 'API key', token: 'access token' } as const;
const INVALID = {
  key: 'The API key is invalid or has been revoked.',
  token: 'The access token is invalid, has expired or has been revoked.',
} as const;

/** What is said where the day's requests are spent: going slower would not help. */
function spentDay({ max, window }: RequestLimitRule, budget: Budget | null): string | undefined {
  if (window !== 'day' || !budget) return undefined;
  const reset = withoutMilliseconds(budget.resetsAt.toISOString());
  return `The ${max} requests of the day are used up. The next day begins at ${reset}.`;
}

function tooMany(wait: number, details: Record<string, unknown>, message = WORDS.RATE_LIMITED!): Problem {
  return new Problem('RATE_LIMITED', message, {
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
