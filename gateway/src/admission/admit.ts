import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@tributary/kit';
import type { Metrics, Product } from '@tributary/kit/host';
import type { RequestLimitRule } from '../access/index.ts';
import type { Callers } from './callers.ts';
import type { Concurrency } from './concurrency.ts';
import { type CredentialPlace, readCredential, type SentCredential } from './credentials.ts';
import type { Budget, Limits } from './rate-limits/limits.ts';

/** What an endpoint requires of a request. */
export interface AdmissionRules {
  /** Where a credential may be sent, in order of precedence. */
  readonly places: readonly CredentialPlace[];
  /** Whether a request without any credential is admitted, with no principal. */
  readonly anonymous?: boolean;
  /** The product that the credential must open; null for an endpoint of all products. */
  readonly product: Product | null;
  /** The scope that the credential must have; null for none. */
  readonly scope: string | null;
  /** The policies that the workspace's plan must grant, each with what a refusal says. */
  readonly policies: readonly { readonly policy: string; readonly refusal: string }[];
  /** Name and size of the limit that the request counts against. */
  readonly bucket: string;
  readonly limit: (principal: Principal) => RequestLimitRule;
}

/** Why a request is refused; each endpoint maps it to its own envelope. */
export type Refusal =
  | { readonly reason: 'missing' }
  | { readonly reason: 'invalid'; readonly credential: 'key' | 'token' }
  | { readonly reason: 'address'; readonly wait: number }
  | { readonly reason: 'scope'; readonly scope: string; readonly credential: 'key' | 'token' }
  | { readonly reason: 'plan'; readonly refusal: string }
  | { readonly reason: 'concurrency'; readonly max: number; readonly wait: number }
  | { readonly reason: 'limit'; readonly limit: RequestLimitRule; readonly wait: number };

/**
 * The outcome of admission. `budget` is set once the caller is known; its headers are on every
 * response from then on.
 */
export interface Decision {
  readonly principal: Principal | null;
  readonly budget: Budget | null;
  readonly refusal: Refusal | null;
}

/** A request that is being admitted. */
export interface Candidate {
  readonly request: IncomingMessage;
  /** Its response; when it closes, the request's concurrency slot is freed. */
  readonly response: ServerResponse;
}

/** What the steps depend on. */
export interface AdmissionServices {
  readonly callers: Callers;
  readonly concurrency: Concurrency;
  readonly limits: Limits;
  readonly metrics: Metrics;
}

interface State extends Candidate, AdmissionServices {
  readonly rules: AdmissionRules;
  credential: SentCredential | null;
  principal: Principal | null;
  budget: Budget | null;
}

/** Returns the refusal that ends admission, or null to go on. */
type Step = (state: State) => Refusal | null | Promise<Refusal | null>;

/**
 * The order that DECISIONS.md fixes: cheap checks first, and unknown credentials never reach the
 * database unlimited.
 */
const STEPS: readonly Step[] = [
  readSentCredential,
  findPrincipal,
  checkProduct,
  checkScope,
  checkPolicies,
  takeConcurrencySlot,
  countRequest,
];

/** The steps of an endpoint that only identifies its caller. */
const IDENTIFYING: readonly Step[] = STEPS.slice(0, STEPS.indexOf(checkProduct));

/** Runs all steps for one request, up to the first refusal. */
export function admitRequest(
  candidate: Candidate,
  rules: AdmissionRules,
  services: AdmissionServices,
): Promise<Decision> {
  return runSteps(STEPS, candidate, rules, services);
}

/** Runs the steps that find the caller of a request. */
export function identifyRequest(
  candidate: Candidate,
  rules: AdmissionRules,
  services: AdmissionServices,
): Promise<Decision> {
  return runSteps(IDENTIFYING, candidate, rules, services);
}

async function runSteps(
  steps: readonly Step[],
  candidate: Candidate,
  rules: AdmissionRules,
  services: AdmissionServices,
): Promise<Decision> {
  const state: State = { ...candidate, ...services, rules, credential: null, principal: null, budget: null };
  for (const step of steps) {
    const refusal = await step(state);
    if (refusal) return { principal: state.principal, budget: state.budget, refusal };
    if (state.credential === null) break;
  }
  return { principal: state.principal, budget: state.budget, refusal: null };
}

function readSentCredential(state: State): Refusal | null {
  const sent = readCredential(state.request, state.rules.places);
  if (sent === 'conflict') return invalid(state);
  state.credential = sent;
  if (sent) return null;
  const wait = state.callers.countAnonymous(state.request);
  if (wait !== null) return addressLimited(state, wait);
  return state.rules.anonymous ? null : { reason: 'missing' };
}

/** The address bucket guards the look-up: see `Callers`. */
async function findPrincipal(state: State): Promise<Refusal | null> {
  const caller = await state.callers.identify(state.request, state.credential!);
  if (caller.outcome === 'unknown') return invalid(state);
  if (caller.outcome === 'limited') return addressLimited(state, caller.wait);
  state.principal = caller.principal;
  return null;
}

/** A credential that does not open this product is an invalid credential here. */
function checkProduct(state: State): Refusal | null {
  const { product } = state.rules;
  if (product === null || state.principal!.products.includes(product)) return null;
  state.principal = null;
  return invalid(state);
}

async function checkScope(state: State): Promise<Refusal | null> {
  const { scope } = state.rules;
  if (scope === null || state.principal!.scopes.includes(scope)) return null;
  await readBudget(state);
  return { reason: 'scope', scope, credential: kindOf(state) };
}

async function checkPolicies(state: State): Promise<Refusal | null> {
  const missing = state.rules.policies.find(({ policy }) => !state.principal!.policies.includes(policy));
  if (!missing) return null;
  await readBudget(state);
  return { reason: 'plan', refusal: missing.refusal };
}

/** A request that is refused here does not count against the limit. */
async function takeConcurrencySlot(state: State): Promise<Refusal | null> {
  const { concurrency, metrics, principal, response } = state;
  if (concurrency.enter(principal!.keyId, response)) return null;
  await readBudget(state);
  metrics.limited.inc({ bucket: 'concurrent' });
  return { reason: 'concurrency', max: concurrency.max, wait: 1 };
}

async function countRequest(state: State): Promise<Refusal | null> {
  const { limits, metrics, principal, rules } = state;
  const limit = rules.limit(principal!);
  state.budget = await limits.take(principal!, rules.bucket, limit);
  if (state.budget.allowed) return null;
  metrics.limited.inc({ bucket: rules.bucket });
  return { reason: 'limit', limit, wait: state.budget.retryAfter };
}

async function readBudget(state: State): Promise<void> {
  const { limits, principal, rules } = state;
  state.budget = await limits.look(principal!, rules.bucket, rules.limit(principal!));
}

/** Counts the request against its address; a refusal of the address goes before any other. */
function invalid(state: State): Refusal {
  const wait = state.callers.countInvalid(state.request);
  return wait === null ? { reason: 'invalid', credential: kindOf(state) } : addressLimited(state, wait);
}

function addressLimited({ metrics }: State, wait: number): Refusal {
  metrics.limited.inc({ bucket: 'address' });
  return { reason: 'address', wait };
}

function kindOf({ credential }: State): 'key' | 'token' {
  return credential?.isToken ? 'token' : 'key';
}
