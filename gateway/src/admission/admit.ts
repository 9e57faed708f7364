import type { Principal } from '@tributary/kit';
import type { Metrics } from '@tributary/kit/host';
import { resourceOf } from '../access/index.ts';
import type { Callers } from './callers.ts';
import type { Concurrency } from './concurrency.ts';
import { readCredential, type SentCredential } from './credentials.ts';
import type { AdmissionRules, Candidate, Decision, Readmission, Refusal } from './decision.ts';
import type { Budget, Limits } from './rate-limits/limits.ts';

/** Dependencies of the steps. */
export interface AdmissionServices {
  readonly callers: Callers;
  readonly concurrency: Concurrency;
  readonly limits: Limits;
  readonly metrics: Metrics;
}

interface State extends Omit<Candidate, 'credential'>, AdmissionServices {
  readonly rules: AdmissionRules;
  /** The credential that the request stands for; undefined to read it from the request. */
  readonly given: SentCredential | 'conflict' | null | undefined;
  credential: SentCredential | null;
  principal: Principal | null;
  budget: Budget | null;
}

/** Returns the refusal that ends admission, or null to continue. */
type Step = (state: State) => Refusal | null | Promise<Refusal | null>;

/**
 * The order fixed by DECISIONS.md: cheap checks first, and a rate limit before unknown credentials
 * reach the database.
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

/** The steps for an endpoint that only identifies its caller. */
const IDENTIFYING: readonly Step[] = STEPS.slice(0, STEPS.indexOf(checkProduct));

/** The steps for a further execution of a request that stays open. */
const READMITTING: readonly Step[] = [
  readSentCredential,
  recallPrincipal,
  ...STEPS.slice(STEPS.indexOf(checkProduct)).filter((step) => step !== takeConcurrencySlot),
];

/** Runs all steps for a request until the first refusal. */
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

/**
 * Runs the steps for a further execution of a request that stays open and was admitted with this
 * credential.
 */
export function readmitRequest(
  candidate: Readmission,
  rules: AdmissionRules,
  services: AdmissionServices,
): Promise<Decision> {
  // No step takes a concurrency slot, which the response would free.
  return runSteps(READMITTING, { ...candidate, response: { once: () => {} } }, rules, services);
}

async function runSteps(
  steps: readonly Step[],
  candidate: Candidate,
  rules: AdmissionRules,
  services: AdmissionServices,
): Promise<Decision> {
  const { credential: given, ...sent } = candidate;
  const unknown = { credential: null, principal: null, budget: null };
  const state: State = { ...sent, ...services, ...unknown, rules, given };
  for (const step of steps) {
    const refusal = await step(state);
    if (refusal) return { principal: state.principal, budget: state.budget, refusal };
    if (state.credential === null) break;
  }
  return { principal: state.principal, budget: state.budget, refusal: null };
}

function readSentCredential(state: State): Refusal | null {
  const { given, request, rules } = state;
  const sent = given === undefined ? readCredential(request, rules.places) : given;
  if (sent === 'conflict') return invalid(state);
  state.credential = sent;
  if (sent) return null;
  const wait = state.callers.countAnonymous(state.request);
  if (wait !== null) return addressLimited(state, wait);
  return state.rules.anonymous ? null : { reason: 'missing' };
}

/** The limit on the client address guards the look-up: see `Callers`. */
async function findPrincipal(state: State): Promise<Refusal | null> {
  const { text, isToken } = state.credential!;
  const caller = await state.callers.identify(state.request, state.credential!);
  if (caller.outcome === 'unknown') return invalid(state);
  if (caller.outcome === 'limited') return addressLimited(state, caller.wait);
  if (isToken && resourceOf(text) !== (state.rules.resource ?? 'api')) return invalid(state);
  state.principal = caller.principal;
  return null;
}

/** The caller's rights may have changed since the request was admitted. */
async function recallPrincipal(state: State): Promise<Refusal | null> {
  state.principal = await state.callers.recall(state.credential!);
  return state.principal ? null : { reason: 'invalid', credential: kindOf(state) };
}

/** Treats a credential for other products as invalid. */
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
  // The refusal does not depend on the event; if it fails, the next refused request records it.
  await limits.recordReached(principal!, rules.bucket, limit).catch(() => {});
  return { reason: 'limit', limit, wait: state.budget.retryAfter };
}

async function readBudget(state: State): Promise<void> {
  const { limits, principal, rules } = state;
  state.budget = await limits.look(principal!, rules.bucket, rules.limit(principal!));
}

/**
 * Counts the request against its address. The address limit takes precedence over any other
 * refusal.
 */
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
