import type { GraphPort } from '../core/graph-port.ts';
import type { Logger } from '../core/log.ts';
import type { Config } from '../core/settings.ts';
import { eventsSchema } from '../events/schema.ts';
import type { Database } from '../postgres/connection/connect.ts';
import { type Migrations, migrate } from '../postgres/migrate.ts';
import type { Subgraph } from '../subgraph/define.ts';
import { type BoundJob, jobQueue, startJobs } from '../subgraph/jobs.ts';
import type { OpenServices, OpenSubgraph } from '../subgraph/open-subgraph.ts';
import type { Close } from './closing.ts';

/** What subgraphs are opened with, besides their definitions. */
export interface HostServices {
  readonly database: Database;
  readonly config: Config;
  readonly log: Logger;
  readonly clock: () => number;
  /** Queries the whole graph on behalf of the subgraphs. */
  readonly graph: GraphPort;
  readonly metrics?: OpenServices['metrics'];
  /** Schemas of the host itself, which are migrated together with those of the subgraphs. */
  readonly schemas?: readonly Migrations[];
}

/** The subgraphs of a process. */
export interface ComposedSubgraphs {
  readonly subgraphs: readonly OpenSubgraph[];
  /** Starts the jobs of the subgraphs, and those of the host itself. */
  startJobs(own?: readonly BoundJob[]): Promise<void>;
}

/**
 * Migrates the database and opens the subgraphs of a process, be it the gateway or a subgraph
 * served on its own. The job queue is bound when the jobs start. `opened` registers how the jobs
 * are stopped, see `withClosing`.
 */
export async function composeSubgraphs(
  definitions: readonly Subgraph[],
  { database, schemas = [], ...services }: HostServices,
  opened: (close: Close) => void,
): Promise<ComposedSubgraphs> {
  await migrate(database, [eventsSchema, ...definitions, ...schemas]);
  const { pool, lockPool, replica } = database;
  const queue = jobQueue();
  const subgraphs = definitions.map((definition) =>
    definition.open({ ...services, pool, lockPool, replica, queue }),
  );
  return {
    subgraphs,
    async startJobs(own = []) {
      const all = [...subgraphs.flatMap(({ jobs }) => jobs), ...own];
      for (const { prepare } of all) await prepare?.();
      const jobs = await startJobs(pool, all, services.log);
      queue.bind(jobs);
      opened(() => jobs.stop());
    },
  };
}
