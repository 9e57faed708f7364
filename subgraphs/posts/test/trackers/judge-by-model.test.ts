import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { type ModelStandIn, startModel, textOf } from '../../../../test/upstreams/openai.ts';
import { posts } from '../../src/index.ts';
import { ask } from '../support.ts';
import { createTracker, item, log, takeAll } from './deliveries.ts';

/** An hour after the matches of these tests were found. */
const NOW = Date.parse('2026-11-01T13:00:00Z');
const TEXT = 'Looking for a crm for our sales team. Our budget is $500 a month.';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened?.stop());

let model: ModelStandIn;
let workspace: string;
beforeEach(async () => {
  model = await startModel();
  model.answer(judgeAll('low', ['budget']));
  workspace = randomUUID();
});
afterEach(() => model.stop());

/** Lets the stand-in give every text the same judgement. */
function judgeAll(label: string, evidence: readonly string[]) {
  return (data: Record<string, unknown>) => ({
    judgements: (data['texts'] as { id: number }[]).map(({ id }) => ({
      id,
      label,
      reason: 'It is about budgets.',
      evidence,
    })),
  });
}

/** Runs a job once, in a process with the model. */
async function run(name: string, settings: Readonly<Record<string, string>> = {}, now = NOW): Promise<void> {
  const config = testConfig({
    DATABASE_URL: opened.url,
    AI_BASE_URL: model.url,
    AI_MODEL: 'small-1',
    ...settings,
  });
  const { jobs } = posts.open({ ...openServices(opened), config, clock: () => now });
  const job = jobs.find((each) => each.name === name)!;
  await job.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
}
const judge = (settings?: Readonly<Record<string, string>>, now?: number) =>
  run('posts.judge-by-model', settings, now);

/** Stores a post that a new tracker has found; returns the tracker's id. */
async function find(nativeId: string, of = workspace, text = TEXT): Promise<string> {
  const input = { name: `crm ${nativeId}`, query: 'crm', context: 'Our CRM for small teams' };
  const trackerId = await createTracker(opened, of, input);
  await deliver(of, trackerId, nativeId, text);
  return trackerId;
}

async function deliver(of: string, trackerId: string, nativeId: string, text: string): Promise<void> {
  const start = text.indexOf('crm');
  const spans = [{ part: 'text', start, end: start + 3 }] as const;
  await log(opened, [{ workspaceId: of, trackerId, item: item(nativeId, text), spans }]);
  await takeAll(opened);
}

const matches = async (of = workspace) => {
  const query = '{ communityPosts { nodes { matches { relevance reason engine } } } }';
  const { data } = await ask(opened, of, query);
  return data.communityPosts.nodes.flatMap((post: { matches: object[] }) => post.matches);
};

const JUDGED = { relevance: 'LOW', reason: 'It is about budgets, according to small-1.', engine: 'small-1' };

test('a new match is judged by the rules, and then by the model in the context of its tracker', async () => {
  await find('101');
  expect(await matches()).toMatchObject([{ engine: 'embedded' }]);
  await judge();
  expect(await matches()).toEqual([JUDGED]);
  const { messages } = model.asked[0]!.body;
  expect(JSON.parse(textOf(messages[1]!.content))).toEqual({
    context: { name: 'crm 101', query: 'crm', about: 'Our CRM for small teams' },
    texts: [{ id: 0, text: TEXT }],
  });
  expect(textOf(messages[0]!.content)).not.toContain('small teams');
  const COUNT = '{ communityPosts(filter: { relevance: [LOW] }) { totalCount } }';
  expect((await ask(opened, workspace, COUNT)).data.communityPosts.totalCount).toBe(1);
});

test('a match is judged once, and keeps its judgement when its post is found again unchanged', async () => {
  const trackerId = await find('102');
  await judge();
  await deliver(workspace, trackerId, '102', TEXT);
  expect(await matches()).toEqual([JUDGED]);
  await judge();
  expect(model.asked).toHaveLength(1);
});

test('a match whose text has changed is judged again', async () => {
  const trackerId = await find('103');
  await judge();
  await deliver(workspace, trackerId, '103', `${TEXT} Solved.`);
  expect(await matches()).toMatchObject([{ engine: 'embedded' }]);
  await judge();
  expect(await matches()).toEqual([JUDGED]);
  expect(model.asked).toHaveLength(2);
});

test('a judgement with invented evidence is dropped: the rules stay, and the model is not asked again', async () => {
  model.answer(judgeAll('low', ['budget of 500 dollars']));
  await find('104');
  const before = await matches();
  await judge();
  await judge();
  expect(await matches()).toEqual(before);
  expect(before).toMatchObject([{ engine: 'embedded' }]);
  expect(model.asked).toHaveLength(1);
});

test('a model that fails leaves the rules, and judges when it works again', async () => {
  model.play('broken');
  await find('105');
  await judge();
  expect(await matches()).toMatchObject([{ engine: 'embedded' }]);
  model.play('good');
  await judge();
  expect(await matches()).toEqual([JUDGED]);
});

test('the tokens of a workspace that are used up do not stop another', async () => {
  const other = randomUUID();
  // A response that uses most of the day: the next request does not fit.
  model.bill({ prompt_tokens: 15_000, completion_tokens: 0 });
  await find('106');
  await judge({ AI_DAILY_TOKENS: '16000' });
  await find('107');
  await find('108', other);
  await judge({ AI_DAILY_TOKENS: '16000' });
  const engines = (await matches()).map(({ engine }: { engine: string }) => engine);
  expect(engines.sort()).toEqual(['embedded', 'small-1']);
  expect(await matches(other)).toEqual([JUDGED]);
});

test('without a model, without tokens, and for old matches nothing is sent', async () => {
  await find('109');
  await judge({ AI_BASE_URL: '', AI_MODEL: '' });
  await judge({ AI_DAILY_TOKENS: '0' });
  await judge({}, Date.parse('2026-11-04T00:00:00Z'));
  expect(model.asked).toEqual([]);
  expect(await matches()).toMatchObject([{ engine: 'embedded' }]);
});

test('corrections override the model, and what is learned from them is added to its judgements', async () => {
  model.answer(judgeAll('medium', ['budget']));
  const trackerId = await find('110');
  for (const id of ['111', '112', '113', '114', '115', '116', '117', '118'])
    await deliver(workspace, trackerId, id, TEXT);
  await judge();
  expect(await matches()).toEqual(Array(9).fill({ ...JUDGED, relevance: 'MEDIUM' }));
  const { data } = await ask(opened, workspace, '{ communityPosts { nodes { id } } }');
  const [last, ...marked] = data.communityPosts.nodes as { id: string }[];
  for (const { id } of marked)
    await ask(opened, workspace, `mutation { markPost(id: "${id}", relevance: LOW) { __typename } }`);
  await run('posts.judge-again');
  const QUERY = `{ communityPost(id: "${last!.id}") { matches { relevance reason engine } } }`;
  expect((await ask(opened, workspace, QUERY)).data.communityPost.matches).toEqual([
    {
      relevance: 'LOW',
      reason: expect.stringContaining('earned from 8 corrections'),
      engine: 'small-1',
    },
  ]);
});

test('a deletion on the platform deletes what the model has written, and its stored judgement', async () => {
  const trackerId = await find('119');
  await judge();
  const deletion = { platform: 'hackernews', nativeId: '119' };
  await log(opened, [{ workspaceId: workspace, trackerId, item: deletion, change: 'deleted' }]);
  await takeAll(opened);
  const { rows } = await opened.database.pool.query(
    `select m.reason, m.opinion, (select count(*)::int from ai.judgements j where j.workspace_id = $1) as stored
     from posts.post_matches m where m.workspace_id = $1`,
    [workspace],
  );
  expect(rows).toEqual([{ reason: 'The post was deleted on its platform.', opinion: null, stored: 0 }]);
});
