import type { Metrics } from '@tributary/kit/host';
import type { HealthSources } from '../http/index.ts';
import type { Reloader } from './reloading/index.ts';
import { metricsOf, type Peers } from './workers/index.ts';

/** What the health of a router is read from. */
export interface HealthParts {
  readonly metrics: Metrics;
  /** Checks that PostgreSQL responds; absent without a database. */
  readonly ping: HealthSources['ping'];
  readonly reloader: Reloader | undefined;
  /** The workers that serve the same port; absent in a process of its own. */
  readonly peers: Peers | undefined;
}

/** Returns the sources of a router's health: of this process, or of all workers. */
export function healthSources({ metrics, ping, reloader, peers }: HealthParts): HealthSources {
  const isStale = () => reloader?.isRefused() ?? false;
  if (!peers) return { metrics, ping, describe: async () => describeReload(isStale()) };
  peers.reportBy(async () => ({
    metrics: (await metrics.registry.getMetricsAsJSON()) as never,
    isStale: isStale(),
  }));
  return {
    metrics,
    ping,
    async describe() {
      const { reports, wanted } = await peers.collect();
      const workers = { ready: reports.length, wanted };
      return { workers, ...describeReload(reports.some((report) => report.isStale)) };
    },
    collect: async () => metricsOf(await peers.collect()),
  };
}

/** Earlier state is still served, so a load balancer must not take the process out. */
function describeReload(isStale: boolean): object {
  return isStale ? { reload: 'refused' } : {};
}
