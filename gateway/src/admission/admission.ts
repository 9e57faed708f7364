import type { Metrics } from '@tributary/kit/host';
import type { Authenticator } from '../access/index.ts';
import { admitRequest, identifyRequest, readmitRequest } from './admit.ts';
import { createAddressLimiter } from './attempt-limiter.ts';
import { type Callers, createCallers } from './callers.ts';
import { createConcurrency } from './concurrency.ts';
import type { AdmissionRules, Candidate, Decision, Readmission } from './decision.ts';
import type { Limits } from './rate-limits/limits.ts';

/** Admits requests; created once and shared by every endpoint. */
export interface Admission {
  readonly callers: Callers;
  admit(candidate: Candidate, rules: AdmissionRules): Promise<Decision>;
  /**
   * Finds the caller without counting the request against a key, for endpoints that cost nothing.
   */
  identify(candidate: Candidate, rules: AdmissionRules): Promise<Decision>;
  /**
   * Counts a further execution of a request that stays open, such as an event of a subscription,
   * with the rights that the caller has now.
   */
  readmit(candidate: Readmission, rules: AdmissionRules): Promise<Decision>;
}

/** Dependencies of admission. */
export interface AdmissionOptions {
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** Maximum concurrent requests per key. */
  readonly maxConcurrent: number;
  /** Whether the client's address is taken from `X-Forwarded-For`. */
  readonly trustProxy: boolean;
  readonly clock: () => number;
  /** How many processes divide the limits of addresses among themselves; 1 if not given. */
  readonly workers?: number | undefined;
}

/** Creates the admission of one gateway process. */
export function createAdmission({ authenticator, limits, metrics, ...options }: AdmissionOptions): Admission {
  const share = { workers: options.workers };
  const callers = createCallers({
    authenticator,
    addresses: createAddressLimiter(options.clock, share),
    anonymous: createAddressLimiter(options.clock, share),
    trustProxy: options.trustProxy,
  });
  const services = { callers, concurrency: createConcurrency(options.maxConcurrent), limits, metrics };
  return {
    callers,
    admit: (candidate, rules) => admitRequest(candidate, rules, services),
    identify: (candidate, rules) => identifyRequest(candidate, rules, services),
    readmit: (candidate, rules) => readmitRequest(candidate, rules, services),
  };
}
