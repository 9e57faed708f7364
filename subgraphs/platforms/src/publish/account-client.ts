import { createHash } from 'node:crypto';
import type { Upstream } from '@tributary/kit/http-client';
import { type ClientPolicy, type Endpoint, openClient } from '../client.ts';
import { type AccountClient, type FaultRule, toAccountClient } from './publish-faults.ts';
import { type Credentials, PublishError } from './publisher.ts';

/** Maximum number of accounts whose circuit breakers and rate limits are remembered. */
const MAX_CLIENTS = 1_000;

/** Endpoint and policy for one account. */
export interface AccountClientOptions extends Endpoint {
  /**
   * Whether the account names the server; then it must have a public address, unless private ones
   * are allowed.
   */
  readonly named?: boolean;
  /** Each account has a client, so that its bad credentials or rate limit do not stop others. */
  readonly credentials: Credentials;
  /** Maps a response to a fault where the status alone is ambiguous. */
  readonly faultOf?: FaultRule;
}

/** Returns the client of an account, the same one for the same options. */
export type AccountClients = (options: AccountClientOptions) => AccountClient;

/** Opens clients on first use, and forgets those that were opened first beyond a bound. */
export function openAccountClients({ allowPrivate = false, ...policy }: ClientPolicy): AccountClients {
  const opened = new Map<string, Upstream>();
  return ({ named = false, credentials, faultOf, ...endpoint }) => {
    const { name, baseUrl, headers } = endpoint;
    const key = digest([name, baseUrl, named, credentials, headers]);
    const upstream =
      opened.get(key) ??
      openClient(
        // X, Discord, Slack and Mastodon limit each endpoint separately, and reading back must not
        // stop publishing.
        { ...endpoint, limits: 'operation' },
        { ...policy, allowPrivate: !named || allowPrivate },
      );
    if (opened.size >= MAX_CLIENTS && !opened.has(key)) opened.delete(opened.keys().next().value!);
    opened.set(key, upstream);
    return toAccountClient(upstream, faultOf);
  };
}

/** Returns a short hash of a secret value. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/**
 * Parses an http(s) URL supplied with an account; throws a PublishError `credentials` if invalid.
 */
export function httpUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new PublishError('credentials', `${what} must be an http or https address without a user.`);
  return url;
}

/** Returns one credential; throws a PublishError if it is missing. */
export function credential(credentials: Credentials, name: string): string {
  const value = credentials[name];
  if (!value) throw new PublishError('credentials', `${name} is missing.`);
  return value;
}
