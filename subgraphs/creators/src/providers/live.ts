import {
  openUpstream,
  type Upstream,
  type UpstreamMetrics,
  type UpstreamOptions,
} from '@tributary/kit/http-client';
import type { CreatorSettings } from '../settings.ts';

/** What a live source is made with. */
export interface LiveOptions {
  readonly settings: CreatorSettings;
  readonly metrics: UpstreamMetrics;
}

/** Opens a source's upstream with what all sources have in common. */
export function openSource(
  { settings, metrics }: LiveOptions,
  own: Pick<UpstreamOptions, 'name' | 'baseUrl' | 'headers' | 'classify'>,
): Upstream {
  return openUpstream({
    ...own,
    headers: { 'user-agent': 'Tributary/0.1 (self-hosted)', ...own.headers },
    timeout: settings.CREATORS_SOURCE_TIMEOUT_MS,
    breaker: { after: settings.CREATORS_BREAKER_FAILURES, coolDown: settings.CREATORS_BREAKER_MS },
    metrics,
  });
}
