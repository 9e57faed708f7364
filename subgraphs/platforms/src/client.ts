import { setting } from '@tributary/kit';
import {
  openUpstream,
  type Upstream,
  type UpstreamMetrics,
  type UpstreamOptions,
} from '@tributary/kit/http-client';
import { Type } from 'typebox';

/** Environment variables of a platform, by name. */
export type Settings = Readonly<Record<string, ReturnType<typeof setting>>>;

/** Address and limits of a platform's API, the same for every caller. */
export type Endpoint = Pick<
  UpstreamOptions,
  'name' | 'baseUrl' | 'headers' | 'classify' | 'limits' | 'retries'
>;

/** Options that the caller of a platform chooses. */
export interface ClientPolicy {
  readonly metrics: UpstreamMetrics;
  /** Timeout of one request including its retries, in milliseconds. */
  readonly timeout: number;
  readonly breaker?: NonNullable<UpstreamOptions['breaker']>;
  readonly clock: () => number;
  /** False for URLs supplied by a customer. */
  readonly allowPrivate?: boolean;
  /** Address or URL at which vendors can reach the operator; part of the User-Agent. */
  readonly contact?: string;
}

/** Environment variables of every source that listens. */
export const listeningSettings = {
  LISTENING_CONTACT: setting(
    Type.String({ pattern: '^[\\x21-\\x7e]*$', description: 'e-mail address or URL' }),
    '',
    'E-mail address or URL that platforms find in the User-Agent of our requests when they listen to public posts. Several ' +
      'of them ask for one.',
  ),
} as const;

/** Returns the User-Agent of requests to platforms. */
export function userAgent({ contact = '' }: Pick<ClientPolicy, 'contact'>): string {
  return `Tributary/0.1 (self-hosted${contact ? `; +${contact}` : ''})`;
}

/** Opens the HTTP client of a platform. */
export function openClient(endpoint: Endpoint, policy: ClientPolicy): Upstream {
  return openUpstream({
    ...endpoint,
    ...policy,
    headers: { 'user-agent': userAgent(policy), ...endpoint.headers },
  });
}
