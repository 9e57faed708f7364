/**
 * Admission: who sent a request, whether they may, and how often. One ordered list of steps (`admit.ts`) serves every endpoint;
 * each endpoint maps a refusal to its own envelope.
 */
import type { Metrics } from '@tributary/kit/host';
import type { Authenticator } from '../access/index.ts';
import type { Limits } from '../limits/index.ts';
import { createAddressLimiter } from './address-limiter.ts';
import {
  type AdmissionRules,
  admitRequest,
  type Candidate,
  type Decision,
  identifyRequest,
} from './admit.ts';
import { type Callers, createCallers } from './callers.ts';
import { createConcurrency } from './concurrency.ts';

export { type AddressLimiter, createAddressLimiter } from './address-limiter.ts';
export type { AdmissionRules, Decision, Refusal } from './admit.ts';
export type { Callers } from './callers.ts';
export { clientAddress } from './client-address.ts';
export {
  type CredentialPlace,
  hasConflictingAuthorization,
  readCredential,
  type SentCredential,
  sentCredentials,
} from './credentials.ts';

/** Admits requests; made once and handed to every endpoint. */
export interface Admission {
  readonly callers: Callers;
  admit(candidate: Candidate, rules: AdmissionRules): Promise<Decision>;
  /** Finds the caller only: an endpoint that costs nothing counts nothing against a key. */
  identify(candidate: Candidate, rules: AdmissionRules): Promise<Decision>;
}

export interface AdmissionOptions {
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** Requests of one key at a time. */
  readonly maxConcurrent: number;
  /** Whether the client's address is taken from `X-Forwarded-For`. */
  readonly trustProxy: boolean;
  readonly clock?: () => number;
}

export function createAdmission({ authenticator, limits, metrics, ...options }: AdmissionOptions): Admission {
  const callers = createCallers({
    authenticator,
    addresses: createAddressLimiter(options.clock),
    anonymous: createAddressLimiter(options.clock),
    trustProxy: options.trustProxy,
  });
  const services = { callers, concurrency: createConcurrency(options.maxConcurrent), limits, metrics };
  return {
    callers,
    admit: (candidate, rules) => admitRequest(candidate, rules, services),
    identify: (candidate, rules) => identifyRequest(candidate, rules, services),
  };
}
