import { DAY } from '@tributary/kit';
import { type TestDatabase, testConfig, testPrincipal } from '@tributary/kit/testing';
import { graphql } from 'graphql';
import type { PublicPost } from '../../../../test/upstreams/listening/public-post.ts';
import { mentions } from '../../src/index.ts';
import { type Answer, servicesTracking } from '../support.ts';

type JobQueue = NonNullable<Parameters<typeof mentions.open>[0]['queue']>;

/** The mentions subgraph with sources, as one workspace uses it. */
export interface Collecting {
  ask(source: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Creates a dataset, and returns its id. */
  dataset(): Promise<string>;
  /** Starts a run; returns the result of the mutation. */
  start(datasetId: string, input: object): Promise<Answer['data']>;
  /** Executes queued jobs until none is left; those that wait are executed at their time. */
  work(): Promise<void>;
  /** Times until which queued jobs have waited. */
  readonly waits: Date[];
  /** Returns a run by its id. */
  run(datasetId: string, id: string): Promise<Answer['data']>;
}

export const RUN = `id status type steps { name status } prompt query urls language from to count mentionsCount
  rejectedCount error numCommentsPerPost progress { source state parts finished found problem }`;

const START = `mutation ($dataset: ID!, $input: StartRunInput!) {
  startRun(datasetId: $dataset, input: $input) {
    __typename
    ... on RunStarted { run { ${RUN} } }
    ... on InvalidInput { field message }
    ... on InvalidQuery { message position length suggestion }
    ... on NotFound { message }
  }
}`;

/** Opens the subgraph with these environment variables; its clock follows what jobs wait for. */
export function openCollecting(
  opened: TestDatabase,
  workspaceId: string,
  env: Record<string, string>,
): Collecting {
  const queued: { name: string; data: object }[] = [];
  const waits: Date[] = [];
  let ahead = untilNextDay();
  const clock = () => Date.now() + ahead;
  const queue: JobQueue = {
    async send(name, data, { startAfter } = {}) {
      queued.push({ name, data });
      if (!startAfter) return;
      waits.push(startAfter);
      ahead = Math.max(ahead, startAfter.getTime() - Date.now());
    },
  };
  const off = { MASTODON_INSTANCES: '', BLUESKY_JETSTREAM_URL: '', REDDIT_URL: 'http://127.0.0.1:1' };
  const config = testConfig({ DATABASE_URL: opened.url, TRIBUTARY_LISTENING: 'on', ...off, ...env });
  const open = mentions.open({ ...servicesTracking(opened), config, queue, clock });
  const ask = async (source: string, variableValues: Record<string, unknown> = {}): Promise<Answer> => {
    const principal = testPrincipal(workspaceId, {
      keyId: `key of ${workspaceId}`,
      scopes: ['mentions:read', 'mentions:write'],
      policies: ['buzzabout:api'],
    });
    const request = { requestId: 'test', signal: new AbortController().signal, principal };
    const contextValue = open.context(request);
    const answer = (await graphql({ schema: open.schema, source, variableValues, contextValue })) as Answer;
    if (answer.errors) throw new Error(answer.errors[0]!.message);
    return answer;
  };
  return {
    ask,
    waits,
    async dataset() {
      const { data } = await ask(
        'mutation { createDataset(input: { name: "found" }) { ... on DatasetCreated { dataset { id } } } }',
      );
      return data.createDataset.dataset.id;
    },
    start: async (dataset, input) => (await ask(START, { dataset, input })).data.startRun,
    async work() {
      for (let job = queued.shift(); job; job = queued.shift()) {
        const { name, data } = job;
        const bound = open.jobs.find((each) => each.name === name)!;
        await bound.run({ data, signal: new AbortController().signal, lastAttempt: false });
      }
    },
    async run(dataset, id) {
      const query = `query ($dataset: ID!, $id: ID!) { dataset(id: $dataset) { run(id: $id) { ${RUN} } } }`;
      return (await ask(query, { dataset, id })).data.dataset.run;
    },
  };
}

/**
 * Returns the time until the next day of UTC if it begins within two minutes, otherwise 0: budgets
 * are those of a day, which should not end within a test.
 */
function untilNextDay(): number {
  const remaining = DAY - (Date.now() % DAY);
  return remaining < 120_000 ? remaining : 0;
}

/** Returns public posts with these texts, a minute apart, the last of them now. */
export function postsSaying(texts: readonly string[]): PublicPost[] {
  return texts.map((text, index) => ({
    number: index + 1,
    at: Date.now() - (texts.length - index) * 60_000,
    text,
    deleted: false,
  }));
}
