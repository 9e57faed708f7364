import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { hackernews } from '../../../../test/upstreams/listening/hackernews.ts';
import { x } from '../../../../test/upstreams/listening/x.ts';
import { type StandIn, startStandIn, type Vendor } from '../../../../test/upstreams/stand-in.ts';
import { openCollecting, postsSaying } from './collecting.ts';

let opened: TestDatabase;
const started: StandIn[] = [];
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());
afterEach(async () => {
  for (const standIn of started.splice(0)) await standIn.stop();
});

async function start(vendor: Vendor): Promise<StandIn> {
  const standIn = await startStandIn(vendor);
  started.push(standIn);
  return standIn;
}

const at = ({ url }: StandIn) => ({ HACKERNEWS_URL: url, HACKERNEWS_SEARCH_URL: url });
const MENTIONS = `{ mentions(first: 100, sort: DATE) { totalCount nodes {
  source externalId title text url likes author { handle } sampledComments { author text likes postedAt }
  dominantSentiment analysisVersion readings { likes } } } }`;

describe('a run that searches for a prompt', () => {
  test('stores what matches, analysed, with comments, and shows how far it is', async () => {
    const texts = [
      'I love this kumquat!',
      'A comment on kumquat juice',
      'nothing of that kind',
      'Kumquat again',
    ];
    const standIn = await start(hackernews(postsSaying(texts)));
    const workspaceId = randomUUID();
    const app = openCollecting(opened, workspaceId, at(standIn));
    const dataset = await app.dataset();
    const input = {
      type: 'PROMPT',
      prompt: 'What do people say about kumquat?',
      sources: ['HACKERNEWS'],
      numCommentsPerPost: 1,
    };
    const { run } = await app.start(dataset, input);
    expect(run).toMatchObject({
      status: 'PENDING',
      type: 'PROMPT',
      prompt: input.prompt,
      query: 'kumquat',
      count: 200,
      steps: [{ name: 'COLLECT' }, { name: 'ANALYSE' }, { name: 'WRITE' }],
      progress: [{ source: 'HACKERNEWS', state: 'PENDING', parts: 1, finished: 0, found: 0, problem: null }],
    });
    await app.work();
    expect(await app.run(dataset, run.id)).toMatchObject({
      status: 'COMPLETED',
      mentionsCount: 3,
      rejectedCount: 0,
      error: null,
      progress: [{ source: 'HACKERNEWS', state: 'COMPLETED', finished: 1, found: 3 }],
    });
    const { data } = await app.ask(MENTIONS);
    expect(data.mentions.totalCount).toBe(3);
    expect(data.mentions.nodes).toMatchObject([
      { text: expect.stringContaining('Kumquat again') },
      { text: expect.stringContaining('kumquat juice'), sampledComments: [] },
      {
        source: 'HACKERNEWS',
        title: 'Show HN: Tea',
        text: expect.stringContaining('I love this kumquat!'),
        author: { handle: 'someone' },
        likes: 10,
        dominantSentiment: 'POSITIVE',
        sampledComments: [{ author: 'someone', text: expect.stringContaining('kumquat juice') }],
      },
    ]);
    // Deletions and the retention of the platform reach what a run has found.
    const { rows } = await opened.database.pool.query(
      `select native_id from listening.seen where workspace_id = $1 and consumer = 'dataset'`,
      [workspaceId],
    );
    expect(rows).toHaveLength(3);
  });

  test('again adds a reading of the same mentions, and none twice', async () => {
    const standIn = await start(hackernews(postsSaying(['a kumquat', 'two kumquats and a kumquat'])));
    const app = openCollecting(opened, randomUUID(), at(standIn));
    const dataset = await app.dataset();
    for (let round = 0; round < 2; round++) {
      const { run } = await app.start(dataset, {
        type: 'PROMPT',
        prompt: 'kumquat',
        sources: ['HACKERNEWS'],
      });
      await app.work();
      expect(await app.run(dataset, run.id)).toMatchObject({ status: 'COMPLETED', mentionsCount: 2 });
    }
    const { data } = await app.ask(MENTIONS);
    expect(data.mentions.nodes.map(({ readings }: { readings: unknown[] }) => readings.length)).toEqual([
      2, 2,
    ]);
  });

  test('ends at the number of mentions that it may find', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => `kumquat no. ${index}`);
    const standIn = await start(hackernews(postsSaying(texts)));
    const app = openCollecting(opened, randomUUID(), at(standIn));
    const dataset = await app.dataset();
    const input = { type: 'PROMPT', prompt: 'kumquat', sources: ['HACKERNEWS'], count: 7 };
    const { run } = await app.start(dataset, input);
    await app.work();
    expect(await app.run(dataset, run.id)).toMatchObject({ status: 'COMPLETED', mentionsCount: 7 });
    expect((await app.ask(MENTIONS)).data.mentions.totalCount).toBe(7);
  });

  test('finds posts of the days and the language that it names only', async () => {
    const standIn = await start(hackernews(postsSaying(['the kumquat of the day is very ripe'])));
    const app = openCollecting(opened, randomUUID(), at(standIn));
    const dataset = await app.dataset();
    const base = { type: 'PROMPT', prompt: 'kumquat', sources: ['HACKERNEWS'] };
    for (const [changes, found] of [
      [{ to: '2020-01-01' }, 0],
      [{ language: 'fr' }, 0],
      [{ from: '2020-01-01', language: 'en-GB' }, 1],
    ] as const) {
      const { run } = await app.start(dataset, { ...base, ...changes });
      await app.work();
      expect(await app.run(dataset, run.id)).toMatchObject({ status: 'COMPLETED', mentionsCount: found });
    }
  });

  test('reads the brands of the dataset in the prompt', async () => {
    const app = openCollecting(opened, randomUUID(), at(await start(hackernews([]))));
    const { data } = await app.ask(`mutation { createDataset(input: {
      name: "brands", brands: [{ name: "Blue Bottle", aliases: ["BBC"] }] }) { ... on DatasetCreated { dataset { id } } } }`);
    const { run } = await app.start(data.createDataset.dataset.id, {
      type: 'PROMPT',
      prompt: 'blue bottle prices',
      sources: ['HACKERNEWS'],
    });
    expect(run.query).toBe('("Blue Bottle" OR BBC) prices');
  });

  test('names the platforms that cannot be searched, and reads the others', async () => {
    const standIn = await start(hackernews(postsSaying(['a kumquat'])));
    const app = openCollecting(opened, randomUUID(), at(standIn));
    const dataset = await app.dataset();
    const input = { type: 'PROMPT', prompt: 'kumquat', sources: ['TIKTOK', 'HACKERNEWS', 'YOUTUBE'] };
    const { run } = await app.start(dataset, input);
    await app.work();
    const ended = await app.run(dataset, run.id);
    expect(ended).toMatchObject({ status: 'COMPLETED', mentionsCount: 1 });
    expect(ended.error).toContain('youtube: It needs YOUTUBE_KEY');
    const bySource = new Map(ended.progress.map((each: { source: string }) => [each.source, each]));
    expect(bySource.get('HACKERNEWS')).toMatchObject({ state: 'COMPLETED', problem: null });
    expect(bySource.get('TIKTOK')).toMatchObject({
      state: 'FAILED',
      problem: 'Posts of TikTok cannot be read here.',
    });
  });

  test('tries a failing platform again, later each time, and fails with the reason', async () => {
    const standIn = await start(hackernews([]));
    standIn.play('broken');
    const app = openCollecting(opened, randomUUID(), at(standIn));
    const dataset = await app.dataset();
    const { run } = await app.start(dataset, { type: 'PROMPT', prompt: 'kumquat', sources: ['HACKERNEWS'] });
    await app.work();
    const ended = await app.run(dataset, run.id);
    expect(ended).toMatchObject({ status: 'FAILED', mentionsCount: 0, progress: [{ state: 'FAILED' }] });
    expect(ended.error).toMatch(/^hackernews: .+\.$/);
    expect(ended.error).not.toContain(standIn.url);
    expect(app.waits).toHaveLength(2);
    expect(standIn.calls).toHaveLength(3);
  });

  test('spends nothing without a cap, and says so', async () => {
    const standIn = await start(x(postsSaying(['a kumquat'])));
    const app = openCollecting(opened, randomUUID(), { X_URL: standIn.url, X_TOKEN: 'the-token' });
    const dataset = await app.dataset();
    const { run } = await app.start(dataset, { type: 'PROMPT', prompt: 'kumquat', sources: ['X'] });
    await app.work();
    const ended = await app.run(dataset, run.id);
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('LISTENING_DAILY_DOLLARS is 0'),
    });
    expect(ended.error).not.toContain('the-token');
    expect(standIn.calls).toEqual([]);
  });

  test('charges its own workspace, up to the cap of the day', async () => {
    const standIn = await start(x(postsSaying(['a kumquat'])));
    const workspaceId = randomUUID();
    const env = { X_URL: standIn.url, X_TOKEN: 'the-token', LISTENING_DAILY_DOLLARS: '0.3' };
    const app = openCollecting(opened, workspaceId, env);
    const dataset = await app.dataset();
    const statuses: string[] = [];
    for (let round = 0; round < 2; round++) {
      const { run } = await app.start(dataset, { type: 'PROMPT', prompt: 'kumquat', sources: ['X'] });
      await app.work();
      statuses.push((await app.run(dataset, run.id)).status);
    }
    expect(statuses).toEqual(['COMPLETED', 'FAILED']);
    const { rows } = await opened.database.pool.query(
      'select platform, dollars::float as dollars from listening.spending where workspace_id = $1',
      [workspaceId],
    );
    // A page of 50 posts, and one author.
    expect(rows).toEqual([{ platform: 'x', dollars: 0.26 }]);
  });
});

describe('a prompt is refused', () => {
  const open = async () => openCollecting(opened, randomUUID(), at(await start(hackernews([]))));

  test('with position and suggestion, if it is an invalid query', async () => {
    const app = await open();
    const input = { type: 'PROMPT', prompt: 'acme AND "ope', sources: ['HACKERNEWS'] };
    expect(await app.start(await app.dataset(), input)).toEqual({
      __typename: 'InvalidQuery',
      message: 'Unclosed quote at 9.',
      position: 9,
      length: expect.any(Number),
      suggestion: expect.stringContaining('closing'),
    });
  });

  test.each<[object, string]>([
    [{ type: 'PROMPT' }, 'input.prompt'],
    [{ type: 'PROMPT', prompt: 'x'.repeat(5_001) }, 'input.prompt'],
    [{ type: 'PROMPT', prompt: 'tea', sources: [] }, 'input.sources'],
    [{ type: 'PROMPT', prompt: 'tea', sources: ['TIKTOK'] }, 'input.sources'],
    [{ type: 'PROMPT', prompt: 'tea', count: 501 }, 'input.count'],
    [{ type: 'PROMPT', prompt: 'tea', language: 'english' }, 'input.language'],
    [{ type: 'PROMPT', prompt: 'tea', from: '2026-02-01', to: '2026-01-01' }, 'input.from'],
    [{ type: 'PROMPT', prompt: 'tea', numCommentsPerPost: 101 }, 'input.numCommentsPerPost'],
    [{ type: 'PROMPT', prompt: 'tea', ndjson: '{}' }, 'input.ndjson'],
    [{ type: 'IMPORT', prompt: 'tea', ndjson: '{}' }, 'input.prompt'],
    [{ type: 'LIVE' }, 'input.type'],
  ])('%j, naming the member', async (input, field) => {
    const app = await open();
    expect(await app.start(await app.dataset(), input)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  test('in a dataset of another workspace', async () => {
    const dataset = await (await open()).dataset();
    const theirs = await open();
    const input = { type: 'PROMPT', prompt: 'tea', sources: ['HACKERNEWS'] };
    expect(await theirs.start(dataset, input)).toMatchObject({ __typename: 'NotFound' });
  });
});
