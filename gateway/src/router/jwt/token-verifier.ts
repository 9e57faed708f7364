import { TributaryError } from '@tributary/kit';
import { boundedFetch, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTPayload,
  jwtVerify,
  type RemoteJWKSetOptions,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { Headers, Identity } from '../../graph/index.ts';
import type { JwtSettings } from '../file/index.ts';

/** Finds out who calls, by the token of a request. */
export interface TokenVerifier {
  /**
   * Returns the identity of a caller, or null for a request without a token. Throws UNAUTHENTICATED
   * if the token is missing but required, or not valid, and UNAVAILABLE if the issuer's keys cannot
   * be read.
   */
  identify(headers: Headers): Promise<Identity | null>;
}

/** Maximum number of tokens whose verification is cached. */
const MOST_TOKENS = 1_000;
/** How long the verification of a token is cached, in milliseconds; no longer than it is valid. */
const CACHED_FOR = 60_000;
/** Asymmetric algorithms: the keys of an issuer are public. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** Seconds by which the clocks of an issuer and the router may differ. */
const TOLERANCE = 5;

/** Verifies tokens (JWT) of the issuers of a configuration file. */
export function createTokenVerifier(settings: JwtSettings, clock: () => number): TokenVerifier {
  const { header = 'authorization', required = false } = settings;
  const name = header.toLowerCase();
  const verify = signatureVerifier(settings, clock);
  const verified = new LRUCache<string, Identity>({ max: MOST_TOKENS });
  return {
    async identify(headers) {
      const token = tokenIn(name, headers[name]);
      if (token === null) {
        if (required) throw new TributaryError('UNAUTHENTICATED', 'A token is required.');
        return null;
      }
      const known = verified.get(token);
      if (known) return known;
      const claims = await verify(token);
      const identity = identityOf(claims, settings);
      const left = claims.exp === undefined ? CACHED_FOR : claims.exp * 1_000 - clock();
      if (left > 0) verified.set(token, identity, { ttl: Math.min(left, CACHED_FOR) });
      return identity;
    },
  };
}

/** Returns a function that returns the claims of a valid token. */
function signatureVerifier({ issuers }: JwtSettings, clock: () => number) {
  const known = new Map(
    issuers.map((issuer) => [
      issuer.issuer,
      { issuer, keys: createRemoteJWKSet(new URL(issuer.jwksUrl), OPTIONS) },
    ]),
  );
  return async (token: string): Promise<JWTPayload> => {
    try {
      const { issuer, keys } = known.get(String(decodeJwt(token).iss)) ?? {};
      if (!issuer) throw new Error('unknown issuer');
      const { payload } = await jwtVerify(token, keys!, {
        issuer: issuer.issuer,
        ...(issuer.audiences ? { audience: issuer.audiences } : {}),
        algorithms: issuer.algorithms ?? ALGORITHMS,
        clockTolerance: TOLERANCE,
        currentDate: new Date(clock()),
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (cause) {
      throw refusalOf(cause);
    }
  };
}

const OPTIONS: RemoteJWKSetOptions = {
  [customFetch]: async (url, { headers, signal }) => {
    try {
      const response = await boundedFetch(url, RESPONSE_LIMITS.api, { headers: [...headers], signal });
      if (response.status === 200) return response as never;
      throw new Error(`The response to GET ${url} has the status ${response.status}.`);
    } catch (cause) {
      throw new TributaryError('UNAVAILABLE', "The keys of the token's issuer cannot be read.", { cause });
    }
  },
};

function refusalOf(cause: unknown): TributaryError {
  if (cause instanceof TributaryError) return cause;
  const expired = cause instanceof errors.JWTExpired;
  const message = `The token ${expired ? 'has expired' : 'is not valid'}.`;
  return new TributaryError('UNAUTHENTICATED', message, { cause });
}

function tokenIn(header: string, value: string | string[] | undefined): string | null {
  const text = Array.isArray(value) ? value[0] : value;
  if (!text) return null;
  if (header !== 'authorization') return text;
  return /^Bearer +([^ ]+)$/i.exec(text)?.[1] ?? null;
}

function identityOf(claims: JWTPayload, { scopesClaim = 'scope', policiesClaim }: JwtSettings): Identity {
  return {
    claims,
    scopes: namesIn(claims[scopesClaim]),
    policies: policiesClaim === undefined ? new Set() : namesIn(claims[policiesClaim]),
  };
}

/** Reads names that are separated by spaces, or in a list. */
function namesIn(value: unknown): ReadonlySet<string> {
  const names = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value.map(String) : [];
  return new Set(names.filter((name) => name !== ''));
}
