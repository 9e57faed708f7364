import { inProcessPort } from '@tributary/gateway/graph';
import type { Subgraph } from '@tributary/kit/host';
import { openServices } from '@tributary/kit/testing';
import type { TestApp } from './index.ts';

/** Fills a workspace of a test's gateway with a subgraph's sample data, as the first start does. */
export async function fillWithDemo(
  app: TestApp,
  subgraph: Subgraph,
  workspaceId: string,
  now: Date,
): Promise<void> {
  const graph = inProcessPort();
  graph.bind(app.app.graph);
  const services = { ...openServices(app.database), graph };
  await subgraph.open(services).demo(workspaceId, now);
}
