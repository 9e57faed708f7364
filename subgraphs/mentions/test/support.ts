import { randomUUID } from 'node:crypto';
import type { Principal } from '@tributary/kit';
import type { TrackedBrand } from '@tributary/kit/brands';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openServices, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import { graphql } from 'graphql';
import { insertDataset } from '../src/data/datasets.ts';
import type { Selection } from '../src/data/selection/selection.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { type Analysed, type WrittenMentions, writeMentions } from '../src/data/write/write-mentions.ts';
import { newId } from '../src/ids.ts';
import { mentions } from '../src/index.ts';
import type { Analysis, NewMention } from '../src/mention.ts';

/** Creates a scope for a new workspace in the test's database. */
export function newScope(opened: TestDatabase, workspaceId: string = randomUUID()): Scope<Tables> {
  return { db: kyselyFor<Tables>(opened.database.pool, 'mentions', tenantTables), workspaceId };
}

/** Selects all mentions of a workspace. */
export const ALL: Selection = {
  datasetIds: null,
  collectionIds: null,
  sources: null,
  anyOf: [],
  filter: [],
  living: null,
};

/** Creates a dataset and returns its id. */
export async function newDataset(scope: Scope<Tables>, name = 'a dataset'): Promise<string> {
  const at = new Date('2026-01-01T00:00:00Z');
  return (await insertDataset(scope, { id: newId('ds', at.getTime()), name, brands: [], at })).id;
}

let made = 0;

/** Builds a mention with defaults for fields irrelevant to the test. */
export function newMention(changes: Partial<NewMention> = {}): NewMention {
  return {
    source: 'reddit',
    externalId: `mention-${made++}`,
    url: null,
    title: null,
    text: 'A text',
    author: null,
    media: null,
    metrics: { views: null, likes: null, comments: null, shares: null },
    areViewsEstimated: null,
    language: null,
    countryCode: null,
    category: null,
    narrativeStructure: null,
    postedAt: new Date('2026-03-01T12:00:00Z'),
    comments: null,
    ...changes,
  };
}

/** Builds an analysis that is empty except for `changes`. */
export function newAnalysis(changes: Partial<Analysis> = {}): Analysis {
  return {
    language: null,
    sentiment: null,
    emotions: null,
    intention: null,
    tone: null,
    hook: null,
    cta: null,
    topics: [],
    questions: [],
    brands: [],
    entities: [],
    version: 1,
    ...changes,
  };
}

/** Writes mentions as a new run at `at`, or as the run `runId`. */
export function write(
  scope: Scope<Tables>,
  datasetId: string,
  batch: readonly Analysed[],
  { runId = newId('dr', 0), at = new Date('2026-03-02T00:00:00Z') } = {},
): Promise<WrittenMentions> {
  return writeMentions(scope, { id: runId, datasetId, at, clock: Date.now }, batch);
}

/** Returns services whose graph reports these brands as tracked by every workspace. */
export function servicesTracking(opened: TestDatabase, brands: readonly TrackedBrand[] = []) {
  const nodes = brands.map(({ id: name, ...match }) => ({
    primaryBrand: { name, match },
    competitorBrands: [],
  }));
  const answer = { intelligenceQueries: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } };
  return { ...openServices(opened), graph: { ask: async () => answer as never } };
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows the fields it selected
export type Answer = { data: any; errors?: readonly { message: string; originalError?: unknown }[] };

/** Executes one operation on the subgraph in process, as the workspace by default. */
export async function ask(
  opened: TestDatabase,
  workspaceId: string,
  source: string,
  variableValues: Record<string, unknown> = {},
  { sent = [], ...changes }: Partial<Principal> & { sent?: unknown[] } = {},
): Promise<Answer> {
  const queue = { send: async (...job: unknown[]) => void sent.push(job) };
  const open = mentions.open({ ...openServices(opened), queue });
  const principal = testPrincipal(workspaceId, {
    scopes: ['mentions:read', 'mentions:write'],
    policies: ['buzzabout:api'],
    ...changes,
  });
  const request = { requestId: 'test', signal: new AbortController().signal };
  const contextValue = open.context({ ...request, principal });
  const answer = (await graphql({ schema: open.schema, source, variableValues, contextValue })) as Answer;
  if (answer.data === null && !answer.errors?.[0]?.originalError)
    throw new Error(answer.errors?.[0]?.message);
  return answer;
}

/** Returns the error that a resolver threw. */
export function errorOf(answer: Answer): unknown {
  return answer.errors?.[0]?.originalError;
}
