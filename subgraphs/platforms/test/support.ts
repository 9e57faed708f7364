import { upstreamMetrics } from '@tributary/kit/http-client';
import { testConfig } from '@tributary/kit/testing';
import { Registry } from 'prom-client';
import { type ClientPolicy, openPublishers, platformSettings } from '../src/index.ts';

/** Returns the settings of all platforms from these environment variables. */
export function settingsWith(env: Record<string, string>) {
  return testConfig(env).read(platformSettings);
}

/** Returns a client policy with metrics of its own. */
export function policyWith(changes: Partial<ClientPolicy> = {}): ClientPolicy {
  const metrics = upstreamMetrics(new Registry());
  return { metrics, timeout: 30_000, clock: Date.now, ...changes };
}

/** Opens all publishers; accounts may name private addresses unless the policy forbids it. */
export function openAll(env: Record<string, string> = {}, policy: Partial<ClientPolicy> = {}) {
  return openPublishers(settingsWith(env), policyWith({ allowPrivate: true, ...policy }));
}
