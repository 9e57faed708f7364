import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aiSettings, openJudge } from '@tributary/ai';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { kyselyFor } from '@tributary/kit/postgres';
import {
  openServices,
  openTestDatabase,
  type TestDatabase,
  testConfig,
  testPrincipal,
} from '@tributary/kit/testing';
import { graphql } from 'graphql';
import { Registry } from 'prom-client';
import { type ModelStandIn, startModel } from '../../../test/upstreams/openai.ts';
import { intelligence } from '../src/index.ts';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const DAY = 86_400_000;
const SETTINGS = { AI_MODEL: 'small-1', AI_INPUT_PRICE_DOLLARS: '1', AI_DAILY_TOKENS: '50000' };

let opened: TestDatabase;
let model: ModelStandIn;
beforeAll(async () => {
  opened = await openTestDatabase();
  model = await startModel();
  model.bill({ prompt_tokens: 2_000, completion_tokens: 100 });
  model.answer(() => ({
    judgements: [{ id: 0, label: 'yes', reason: 'It says so.', evidence: ['Fine'] }],
  }));
});
afterAll(async () => {
  await model?.stop();
  await opened?.stop();
});

const USAGE = `query ($days: Int! = 30) { modelUsage(days: $days) { model dailyTokens tokensToday
  costs { day task model requests judged dropped cached inputTokens outputTokens dollars }
  agreements { task model texts agreed kappa } } }`;

interface Usage {
  readonly modelUsage: { readonly costs: readonly object[] };
}

/** Queries the usage of a workspace at a time, with some settings. */
async function usage(
  workspaceId: string,
  { at = NOW, settings = { ...SETTINGS, AI_BASE_URL: model.url } as Record<string, string>, days = 30 } = {},
) {
  const config = testConfig({ DATABASE_URL: opened.url, ...settings });
  const open = intelligence.open({ ...openServices(opened), config, clock: () => at });
  const request = { requestId: 'test', signal: new AbortController().signal };
  const contextValue = open.context({ ...request, principal: testPrincipal(workspaceId) });
  return graphql({ schema: open.schema, source: USAGE, variableValues: { days }, contextValue });
}

/** Lets the model judge one text of a workspace. */
async function judgeFor(workspaceId: string): Promise<void> {
  const config = testConfig({ ...SETTINGS, AI_BASE_URL: model.url });
  const services = { metrics: upstreamMetrics(new Registry()), clock: () => NOW };
  const task = { name: 'fineness', version: 1, instructions: 'Judge.', labels: { yes: 'Fine.', no: 'Not.' } };
  const scope = { db: kyselyFor(opened.database.pool, 'intelligence', []), workspaceId };
  const texts = [{ text: 'Fine jar', embedded: 'no' as const }];
  const judge = openJudge(config.read(aiSettings), services)!;
  await judge.judge(scope, { task, context: {}, texts }, new AbortController().signal);
}

test('the use of the model is shown to its workspace, and to no other', async () => {
  const [ours, theirs] = [randomUUID(), randomUUID()];
  await judgeFor(ours);
  const cost = { requests: 1, judged: 1, dropped: 0, cached: 0, inputTokens: 2_000, outputTokens: 100 };
  expect(await usage(ours)).toEqual({
    data: {
      modelUsage: {
        model: 'small-1',
        dailyTokens: 50_000,
        tokensToday: 2_100,
        costs: [{ day: '2026-11-01', task: 'fineness', model: 'small-1', ...cost, dollars: 0.002 }],
        agreements: [{ task: 'fineness', model: 'small-1', texts: 1, agreed: 0, kappa: 0 }],
      },
    },
  });
  expect((await usage(theirs)).data).toMatchObject({
    modelUsage: { tokensToday: 0, costs: [], agreements: [] },
  });
});

test('costs are listed for the days that are requested', async () => {
  const workspace = randomUUID();
  await judgeFor(workspace);
  const listed = async (at: number, days: number) =>
    ((await usage(workspace, { at, days })).data as unknown as Usage).modelUsage.costs.length;
  expect(await listed(NOW + DAY, 1)).toBe(0);
  expect(await listed(NOW + DAY, 2)).toBe(1);
  for (const days of [0, 91]) {
    const { errors } = await usage(workspace, { days });
    expect(errors![0]!.message).toBe(`\`days\` must be from 1 to 90, got ${days}.`);
  }
});

test('without a model there is none to show', async () => {
  expect((await usage(randomUUID(), { settings: {} })).data).toEqual({
    modelUsage: { model: null, dailyTokens: 200_000, tokensToday: 0, costs: [], agreements: [] },
  });
});
