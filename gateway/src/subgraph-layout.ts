import type { Config } from '@tributary/kit/host';
import type { Tracer } from '@tributary/kit/telemetry';
import { supergraphSdl } from '@tributary/schema';
import type { Layout } from './compose/index.ts';
import { type GatewayConfig, subgraphUrlName, subgraphUrlSettings } from './config/index.ts';
import { httpTransport } from './graph/index.ts';
import { subgraphs } from './subgraphs.ts';

/**
 * Returns which subgraphs run in this process, and how the graph reaches the others: those with a
 * `SUBGRAPH_…_URL`. Throws if a setting that they require is missing.
 */
export function readLayout(config: GatewayConfig, issuer: () => string, tracer?: Tracer | null): Layout {
  const urlOf = subgraphUrls(config);
  const remote = subgraphs.filter(({ name }) => urlOf(name));
  requireSecret(config, remote[0]?.name);
  return {
    subgraphs: subgraphs.filter((subgraph) => !remote.includes(subgraph)),
    supergraphSdl,
    remote: (name) =>
      remote.some((subgraph) => subgraph.name === name)
        ? httpTransport(name, urlOf(name), config.SUBGRAPH_SECRET, { tracer: tracer ?? undefined })
        : undefined,
    issuer,
    tracer,
  };
}

/** Returns the URL of a subgraph that runs in another process; empty for one in this process. */
function subgraphUrls(config: Config): (name: string) => string {
  const urls = config.read(subgraphUrlSettings(subgraphs.map(({ name }) => name)));
  return (name) => urls[subgraphUrlName(name)] as string;
}

/** Fails the start if a subgraph in another process could not verify who sends its requests. */
function requireSecret({ SUBGRAPH_SECRET }: GatewayConfig, remote: string | undefined): void {
  if (remote && !SUBGRAPH_SECRET)
    throw new Error(`SUBGRAPH_SECRET is required, because ${subgraphUrlName(remote)} is set.`);
}
