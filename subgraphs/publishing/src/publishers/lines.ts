import { createHash } from 'node:crypto';
import { openUpstream, type Upstream, type UpstreamOptions } from '@tributary/kit/http-client';
import { type Meaning, type Platformed, platformed } from './faults.ts';
import { type Credentials, type Platform, PublishError, type PublisherServices } from './publisher.ts';

/** Most accounts whose breakers and rate limits are kept in mind. */
const MOST_LINES = 1_000;

/** How an account's platform is reached. */
export interface LineOptions {
  readonly platform: Platform;
  readonly baseUrl: string;
  /** Whether the account names it, and not the configuration: then it must be public, unless that is allowed. */
  readonly named?: boolean;
  /** Whose: a wrong credential or a rate limit of one account is none of another's. */
  readonly credentials: Credentials;
  readonly headers?: Readonly<Record<string, string>>;
  /** What an answer means for the upstream, and for the post. */
  readonly classify?: UpstreamOptions['classify'];
  readonly meaning?: Meaning;
}

/** Gives the line to an account's platform, the same for the same account. */
export type Lines = (options: LineOptions) => Platformed;

/** Opens lines as they are asked for, and forgets those that were opened first. */
export function openLines({ settings, metrics }: PublisherServices): Lines {
  const known = new Map<string, Upstream>();
  return ({ platform, baseUrl, named = false, credentials, headers, classify, meaning }) => {
    const key = digest([platform, baseUrl, named, credentials, headers]);
    const upstream =
      known.get(key) ??
      openUpstream({
        name: platform,
        baseUrl,
        headers: { 'user-agent': 'Tributary/0.1 (self-hosted)', ...headers },
        timeout: settings.PUBLISHING_TIMEOUT_MS,
        allowPrivate: !named || settings.PUBLISHING_ALLOW_PRIVATE_ADDRESSES === 'true',
        // X, Discord, Slack and Mastodon limit each endpoint by itself: what reads back must not stop what publishes.
        limits: 'operation',
        ...(classify ? { classify } : {}),
        metrics,
      });
    if (known.size >= MOST_LINES && !known.has(key)) known.delete(known.keys().next().value!);
    known.set(key, upstream);
    return platformed(upstream, meaning);
  };
}

/** A short name of something secret, by which it can be found again and not read. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** An http(s) address that an account names, without what does not belong into one. */
export function addressOf(text: string, what: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new PublishError('credentials', `${what} must be an http or https address without a user.`);
  return url;
}

/** One credential, where it is needed; the registry has seen to those that are required. */
export function need(credentials: Credentials, name: string): string {
  const value = credentials[name];
  if (!value) throw new PublishError('credentials', `${name} is missing.`);
  return value;
}
