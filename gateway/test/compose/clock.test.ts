import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asWorkspace } from '@tributary/kit';
import { withClosing } from '@tributary/kit/host';
import { openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import { supergraphSdl } from '@tributary/schema';
import { type Composition, compose } from '../../src/compose/index.ts';
import { gatewayConfig } from '../../src/config/index.ts';
import { subgraphs } from '../../src/subgraphs.ts';

const DAY = 86_400_000;
const START = Date.parse('2031-05-04T10:20:30Z');

let now = START;
let database: TestDatabase;
let parts: Composition & { stop(): Promise<void> };
let workspaceId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const layout = { subgraphs, supergraphSdl, remote: () => undefined };
  parts = await withClosing(silentLog, (opened) =>
    compose(gatewayConfig(database.config), silentLog, layout, { clock: () => now }, opened),
  );
  workspaceId = (await parts.admin.createWorkspace('ours')).id;
});
afterAll(async () => {
  await parts.stop();
  await database.stop();
});

const RIGHTS = {
  scopes: ['community:read', 'community:write', 'creators:read'],
  policies: ['community-tracker:api', 'creator-tracking:api'],
};

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
const ask = (document: string) => parts.port.ask<any>(asWorkspace(workspaceId, RIGHTS), document);

describe('the clock of the composition root', () => {
  test('dates what a resolver writes, and what a job of another day finds missing', async () => {
    now = START;
    const { createIntelligenceQuery } = await ask(`mutation {
      createIntelligenceQuery(input: { primaryBrand: { name: "Acme" }, competitorBrands: [] }) {
        ... on IntelligenceQueryCreated { query { id createdAt } }
      }
    }`);
    const { id, createdAt } = createIntelligenceQuery.query;
    expect(createdAt).toBe('2031-05-04T10:20:30.000Z');

    now = START + 2 * DAY;
    const jobs = parts.subgraphs.flatMap((subgraph) => subgraph.jobs);
    const { run } = jobs.find(({ name }) => name === 'intelligence.daily-snapshots')!;
    await run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
    const { intelligenceQuery } = await ask(
      `{ intelligenceQuery(id: "${id}") { snapshots(first: 10) { nodes { date } } } }`,
    );
    expect(intelligenceQuery.snapshots.nodes).toEqual([{ date: '2031-05-05' }, { date: '2031-05-04' }]);
  });

  test('dates what an import writes, and bounds what a resolver reads', async () => {
    now = START;
    const creators = parts.subgraphs.find(({ name }) => name === 'creators')!;
    const target = creators.beginImport('creators', workspaceId, { platform: 'tiktok' }, undefined);
    const row = target.parse({ username: 'ada', followers: 7 } as never);
    await target.write([row]);
    await target.finish?.({ error: null });

    const history = async () =>
      (
        await ask(
          '{ creator(platform: TIKTOK, username: "ada") { history(metric: FOLLOWERS, days: 1) { at } } }',
        )
      ).creator.history;
    expect(await history()).toEqual([{ at: '2031-05-04T10:20:30.000Z' }]);
    now = START + 2 * DAY;
    expect(await history()).toEqual([]);
  });
});
