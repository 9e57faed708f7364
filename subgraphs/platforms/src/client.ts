import type { setting } from '@tributary/kit';
import {
  openUpstream,
  type Upstream,
  type UpstreamMetrics,
  type UpstreamOptions,
} from '@tributary/kit/http-client';

/** Environment variables of a platform, by name. */
export type Settings = Readonly<Record<string, ReturnType<typeof setting>>>;

/** Address and limits of a platform's API, the same for every caller. */
export type Endpoint = Pick<UpstreamOptions, 'name' | 'baseUrl' | 'headers' | 'classify' | 'limits'>;

/** Options that the caller of a platform chooses. */
export interface ClientPolicy {
  readonly metrics: UpstreamMetrics;
  /** Timeout of one request including its retries, in milliseconds. */
  readonly timeout: number;
  readonly breaker?: NonNullable<UpstreamOptions['breaker']>;
  readonly clock: () => number;
  /** False for URLs supplied by a customer. */
  readonly allowPrivate?: boolean;
}

const USER_AGENT = 'Tributary/0.1 (self-hosted)';

/** Opens the HTTP client of a platform. */
export function openClient(endpoint: Endpoint, policy: ClientPolicy): Upstream {
  return openUpstream({
    ...endpoint,
    ...policy,
    headers: { 'user-agent': USER_AGENT, ...endpoint.headers },
  });
}
