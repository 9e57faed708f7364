/**
 * Admission: authentication, authorization, rate limits and idempotency. One ordered list of steps
 * (`admit.ts`) serves every endpoint; each endpoint maps a refusal to its own envelope.
 */
export { type Admission, type AdmissionOptions, createAdmission } from './admission.ts';
export { type AttemptLimiter, createAddressLimiter, createAttemptLimiter } from './attempt-limiter.ts';
export type { Callers } from './callers.ts';
export { clientAddress } from './client-address.ts';
export {
  type CredentialPlace,
  givenCredential,
  hasConflictingAuthorization,
  readCredential,
  type SentCredential,
  sentCredentials,
} from './credentials.ts';
export type { AdmissionRules, Decision, Refusal } from './decision.ts';
export {
  type IdempotentResponses,
  openIdempotentResponses,
  type StoredResponse,
} from './idempotency/idempotent-responses.ts';
export type { Repeat } from './idempotency/renewed-lease.ts';
export { type Budget, type Limits, openLimits } from './rate-limits/limits.ts';
export { limitsSchema } from './schema.ts';
