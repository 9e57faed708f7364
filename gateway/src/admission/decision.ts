import type { IncomingMessage } from 'node:http';
import type { Principal } from '@tributary/kit';
import type { Product } from '@tributary/kit/host';
import type { RequestLimitRule, Resource } from '../access/index.ts';
import type { CredentialPlace, SentCredential } from './credentials.ts';
import type { Budget } from './rate-limits/limits.ts';

/** What an endpoint requires of a request. */
export interface AdmissionRules {
  /** Where a credential may appear, in order of precedence. */
  readonly places: readonly CredentialPlace[];
  /** What an access token must have been issued for; `api` if absent. */
  readonly resource?: Resource;
  /** Whether a request without any credential is admitted, with no principal. */
  readonly anonymous?: boolean;
  /** The product that the credential must give access to; null if any product will do. */
  readonly product: Product | null;
  /** The scope that the credential must have, or null. */
  readonly scope: string | null;
  /** The policies that the workspace's plan must grant, each with the message of its refusal. */
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
 * The outcome of admission. Once the caller is known, `budget` is set and sent in the headers of
 * every response.
 */
export interface Decision {
  readonly principal: Principal | null;
  readonly budget: Budget | null;
  readonly refusal: Refusal | null;
}

/** A request that is being admitted. */
export interface Candidate {
  readonly request: IncomingMessage;
  /**
   * The credential that the request stands for, null for none, if it is not read from the request
   * itself; `conflict` for several.
   */
  readonly credential?: SentCredential | 'conflict' | null;
  /** Its response; when it closes, the request's concurrency slot is freed. */
  readonly response: { once(event: 'close', listener: () => void): unknown };
}

/**
 * A further execution of a request that stays open, with the credential that it was admitted with.
 */
export interface Readmission {
  readonly request: IncomingMessage;
  readonly credential: SentCredential | null;
}
