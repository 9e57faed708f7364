import { type Principal, TributaryError } from '@tributary/kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { planOf, type RequestLimitRule } from '../../access/index.ts';
import type { Admission, AdmissionRules, Budget, Refusal } from '../../admission/index.ts';
import type { Dialect, Route } from './dialect.ts';
import { withoutMilliseconds } from './documented-times.ts';
import { MESSAGES, Problem } from './problem.ts';

/** Admission result of a REST request. */
export interface RequestState {
  principal: Principal | null;
  /** The budget of the key; null until the key is known. */
  budget: Budget | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    rest: RequestState;
  }
}

/**
 * Admits a request before its body is parsed. The order is that of DECISIONS.md: Fastify has found
 * the route, admission runs here, and the handler checks the input.
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
      return new Problem(
        'CONCURRENCY_LIMITED',
        `A key may have at most ${refusal.max} concurrent requests.`,
        {
          headers: { 'retry-after': String(refusal.wait) },
        },
      );
    case 'limit':
      return tooMany(
        refusal.wait,
        { window: refusal.limit.window },
        dailyLimitMessage(refusal.limit, budget),
      );
  }
}

const NAMES = { key: 'API key', token: 'access token' } as const;
const INVALID = {
  key: 'The API key is invalid or has been revoked.',
  token: 'The access token is invalid, has expired or has been revoked.',
} as const;

/** Explains an exhausted daily limit, for which slowing down does not help. */
function dailyLimitMessage({ max, window }: RequestLimitRule, budget: Budget | null): string | undefined {
  if (window !== 'day' || !budget) return undefined;
  const reset = withoutMilliseconds(budget.resetsAt.toISOString());
  return `The daily limit of ${max} requests is used up. It resets at ${reset}.`;
}

function tooMany(wait: number, details: Record<string, unknown>, message = MESSAGES.RATE_LIMITED!): Problem {
  return new Problem('RATE_LIMITED', message, {
    details,
    headers: { 'retry-after': String(wait) },
  });
}

/** Converts an error of a GraphQL result back to the error that the subgraph threw. */
export function errorOf(error: { message: string; extensions?: Record<string, unknown> | undefined }): Error {
  const { code, ...details } = error.extensions ?? {};
  if (typeof code !== 'string' || code === 'INTERNAL')
    return new Problem('INTERNAL', 'An unexpected server error occurred.');
  return new TributaryError(code as TributaryError['code'], error.message, { details });
}
