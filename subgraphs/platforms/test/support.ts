import { upstreamMetrics } from '@tributary/kit/http-client';
import { testConfig } from '@tributary/kit/testing';
import { Registry } from 'prom-client';
import { type ClientPolicy, openPublishers, platformSettings } from '../src/index.ts';

/** The settings of all platforms, with these environment variables. */
export function settingsWith(env: Record<string, string>) {
  return testConfig(env).read(platformSettings);
}

/** What callers of platforms decide, with metrics of its own. */
export function policyWith(changes: Partial<ClientPolicy> = {}): ClientPolicy {
  const metrics = upstreamMetrics(new Registry());
  return { metrics, timeout: 30_000, clock: Date.now, ...changes };
}

/**
 * Opens all publishers; addresses that an account names may be private unless the policy says
 * otherwise.
 */
export function openAll(env: Record<string, string> = {}, policy: Partial<ClientPolicy> = {}) {
  return openPublishers(settingsWith(env), policyWith({ allowPrivate: true, ...policy }));
}
