import { graphqlRequest } from '../harness/load.ts';
import { say } from '../harness/report.ts';
import type { DataSet } from './data-set.ts';
import { connected } from './fill.ts';
import { AUTHORS, BRANDS, captureOf, charts, YEAR } from './reads.ts';
import { asked, type World } from './time-reads.ts';
import { untilNone } from './until-none.ts';

const LOOK_EVERY = 2_000;

/** Draws a chart of all mentions and waits until the job has counted their days and months. */
export async function countDays({ database, largest }: DataSet, world: World): Promise<void> {
  await asked(world, graphqlRequest('{ mentionCounts(by: TOPIC, first: 1) { count } }'));
  await connected(database.url, (client) =>
    untilNone('counted days and months', LOOK_EVERY, async () => {
      const { rows } = await client.query<{ missing: number }>(
        `with days as (
           select distinct (posted_at at time zone 'UTC')::date as day from mentions.mentions where workspace_id = $1
         ) select count(*)::int as missing from (
           select 'day' as period, days.* from days
           except select period, starts from mentions.key_counts where workspace_id = $1 and dimension = 'country'
           union all
           (select 'month', date_trunc('month', day)::date from days
            except select period, starts from mentions.key_counts where workspace_id = $1 and dimension = 'country')
         ) periods`,
        [largest.id],
      );
      const { missing } = rows[0]!;
      if (missing > 0) say(`  ${missing} days and months are still to be counted`);
      return missing;
    }),
  );
}

/** Draws the charts whose months are added up, and waits until the jobs that count have ended. */
export async function countTops({ database }: DataSet, world: World): Promise<void> {
  for (const { name, request } of charts('')) if (name.startsWith(AUTHORS)) await asked(world, request);
  await connected(database.url, (client) =>
    untilNone('jobs that count', LOOK_EVERY, async () => {
      const { rows } = await client.query<{ missing: number }>(
        `select count(*)::int as missing from jobs.job
         where name like 'mentions.count-%' and state in ('created', 'retry', 'active')`,
      );
      return rows[0]!.missing;
    }),
  );
}

/**
 * Tracks the brands with a snapshot of each day of the year: one that is captured, and copies of
 * it. Returns the id of the query.
 */
export async function trackBrands({ database, largest }: DataSet, world: World): Promise<string> {
  const existing = (await asked(world, graphqlRequest('{ intelligenceQueries { nodes { id } } }'))) as {
    data: { intelligenceQueries: { nodes: readonly { id: string }[] } };
  };
  const id = existing.data.intelligenceQueries.nodes[0]?.id ?? (await createQuery(world));
  await asked(world, graphqlRequest(captureOf(id)));
  await connected(database.url, (client) =>
    client.query(
      `insert into intelligence.snapshots (workspace_id, query_id, date, range_days, communities, brands, counts,
         sources, summary, summary_engine, analysis_version, captured_at)
       select workspace_id, query_id, date - n, range_days, communities, brands, counts, sources, summary,
         summary_engine, analysis_version, captured_at
       from intelligence.snapshots, generate_series(1, 364) n
       where workspace_id = $1 and query_id = $2 and date = $3
       on conflict do nothing`,
      [largest.id, id, YEAR.to],
    ),
  );
  return id;
}

async function createQuery(world: World): Promise<string> {
  const [primaryBrand, ...competitorBrands] = BRANDS.map((name) => ({ name }));
  const created = (await asked(
    world,
    graphqlRequest(
      `mutation Track($input: CreateIntelligenceQueryInput!) {
        createIntelligenceQuery(input: $input) { ... on IntelligenceQueryCreated { query { id } } }
      }`,
      { input: { primaryBrand, competitorBrands, rangeDays: 365 } },
    ),
  )) as { data: { createIntelligenceQuery: { query: { id: string } } } };
  return created.data.createIntelligenceQuery.query.id;
}
