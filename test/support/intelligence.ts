import { inProcessPort } from '@tributary/gateway/graph';
import { intelligence } from '@tributary/intelligence';
import type { OpenSubgraph } from '@tributary/kit/host';
import { openServices } from '@tributary/kit/testing';
import type { TestApp } from './index.ts';

/** A brand as the input type has it. */
export interface Brand {
  name: string;
  aliases?: string[];
  excludes?: string[];
}

/**
 * Opens the intelligence subgraph on a test's database, querying the test's own gateway, for its
 * jobs and its demo data.
 */
export function openIntelligence({ app, database }: TestApp): OpenSubgraph {
  const graph = inProcessPort();
  graph.bind(app.graph);
  return intelligence.open({ ...openServices(database), graph });
}

/** Creates an intelligence query, the primary brand first; returns its id. */
export async function createQuery(
  app: TestApp,
  [primaryBrand, ...competitorBrands]: Brand[],
  options: { communities?: string[]; rangeDays?: number; key?: string } = {},
): Promise<string> {
  const { key, ...rest } = options;
  const { data, errors } = await app.graphql(
    `mutation ($input: CreateIntelligenceQueryInput!) {
      createIntelligenceQuery(input: $input) {
        ... on IntelligenceQueryCreated { query { id } }
        ... on InvalidInput { message field }
      }
    }`,
    { input: { primaryBrand, competitorBrands, ...rest } },
    key,
  );
  if (!data?.createIntelligenceQuery?.query) throw new Error(JSON.stringify({ data, errors }));
  return data.createIntelligenceQuery.query.id;
}

/** Captures a day of a query; returns the snapshot, or the mutation's failure. */
export async function capture(app: TestApp, queryId: string, date: string, key?: string) {
  const { data, errors } = await app.graphql(
    `mutation ($queryId: ID!, $date: Date) {
      captureSnapshot(queryId: $queryId, date: $date) {
        __typename
        ... on InvalidInput { message field }
        ... on NotFound { message }
        ... on SnapshotCaptured {
          replaced
          snapshot {
            id date from rangeDays summary summaryEngine total sources analysisVersion communities
            brands { mentions percent change positivePercent brand { name } byCommunity { community mentions percent } }
            byCommunity { community brands { name mentions percent } }
          }
        }
      }
    }`,
    { queryId, date },
    key,
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.captureSnapshot;
}
