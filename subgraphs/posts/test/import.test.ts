import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runImport } from '@tributary/kit/import';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { posts } from '../src/index.ts';
import { ask } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const kind = posts.imports.find(({ name }) => name === 'posts')!;
const preset = kind.presets['hackernews-csv']!;
type Options = Parameters<typeof runImport>[0];
type Bytes = Exclude<Options['file'], string>;

async function* bytes(
  text: string,
): Bytes extends AsyncIterable<infer Chunk> ? AsyncGenerator<Chunk> : never {
  yield Buffer.from(text);
}

interface Given {
  text: string;
  workspace?: string;
  source?: string;
  changes?: Partial<Options>;
}

/** Imports text; returns the report, and the rejected lines with their reasons. */
async function importText({ text, workspace = randomUUID(), source, changes = { preset } }: Given) {
  const rejected: string[] = [];
  const notes: string[] = [];
  const target = posts.open(openServices(opened)).beginImport('posts', workspace, { source }, changes.preset);
  const report = await runImport({
    ...target,
    file: bytes(text),
    fields: kind.fields,
    onReject: ({ line, reason }) => void rejected.push(`${line}: ${reason}`),
    onNote: ({ line, reason }) => void notes.push(`${line}: ${reason}`),
    ...changes,
  });
  await target.finish?.({ report });
  const { read, inserted, updated, unchanged, aborted } = report;
  return { read, inserted, updated, unchanged, aborted, rejected, notes };
}

const HEADER = 'id,title,url,num_points,num_comments,author,created_at';
const csv = (...lines: string[]) => `${[HEADER, ...lines].join('\n')}\n`;
const rows = (count: number, points = 1) =>
  csv(
    ...Array.from(
      { length: count },
      (_, at) => `${at},Show HN: thing ${at},http://a.example/${at},${points},0,ada,6/24/2016 3:48`,
    ),
  );

const FIRST = `{ communityPosts(first: 1) { totalCount nodes {
  url title body link author source kind postedAt likes comments analysis { version } } } }`;

describe('the preset of Hacker News', () => {
  test('maps each column to its field', async () => {
    const workspace = randomUUID();
    const line =
      '11966167,"UK votes, to leave EU",http://www.bbc.co.uk/news,3125,2531,dmmalam,6/24/2016 3:48';
    await importText({ text: csv(line), workspace });
    const { data } = await ask(opened, workspace, FIRST);
    expect(data.communityPosts).toEqual({
      totalCount: 1,
      nodes: [
        {
          url: 'https://news.ycombinator.com/item?id=11966167',
          title: 'UK votes, to leave EU',
          body: '',
          link: 'http://www.bbc.co.uk/news',
          author: 'dmmalam',
          source: 'HACKERNEWS',
          kind: 'POST',
          postedAt: '2016-06-24T03:48:00.000Z',
          likes: 3125,
          comments: 2531,
          analysis: { version: expect.any(Number) },
        },
      ],
    });
  });

  test('rejects invalid rows with line and reason, and imports the others', async () => {
    const done = await importText({
      text: csv(
        '1,Good,,5,0,ada,6/24/2016 3:48',
        '2,,http://a.example,5,0,ada,6/24/2016 3:48',
        '3,Bad date,,5,0,ada,24/24/2016 3:48',
        '4,Bad points,,many,0,ada,6/24/2016 3:48',
        '5,Bad link,not a link,5,0,ada,6/24/2016 3:48',
        '6,No date,,5,0,ada,',
        `7,${'x'.repeat(1_001)},,5,0,ada,6/24/2016 3:48`,
        '8,NUL \0 here,,5,0,ada,6/24/2016 3:48',
        '9,Good too,,5,0,ada,6/24/2016 3:48',
      ),
    });
    expect(done).toMatchObject({ read: 9, inserted: 4, updated: 0, unchanged: 0, aborted: false });
    expect(done.rejected).toEqual([
      '3: A post needs a title or a body.',
      expect.stringMatching(/^4: posted_at: .* is not a date/),
      '7: posted_at is missing.',
      '8: A post needs a title or a body. title is longer than 1000 characters.',
      '9: A post needs a title or a body. title has a NUL character.',
    ]);
    expect(done.notes).toEqual([
      expect.stringMatching(/^5: points: .* is not a whole number/),
      expect.stringMatching(/^6: link: .* is not an http or https address/),
    ]);
  });

  test('imported a second time updates only the changed posts', async () => {
    const workspace = randomUUID();
    expect(await importText({ text: rows(30), workspace })).toMatchObject({ inserted: 30, updated: 0 });
    expect(await importText({ text: rows(30), workspace })).toMatchObject({
      inserted: 0,
      updated: 0,
      unchanged: 30,
    });
    expect(await importText({ text: rows(40, 2), workspace })).toMatchObject({ inserted: 10, updated: 30 });
  });

  test('interrupted keeps the written posts, and a second run completes it', async () => {
    const workspace = randomUUID();
    const controller = new AbortController();
    const stopLater = { signal: controller.signal, batchSize: 10, preset };
    const onProgress = ({ read }: { read: number }) => read >= 100 && controller.abort();
    const stopped = await importText({
      text: rows(500),
      workspace,
      changes: { ...stopLater, onProgress } as never,
    });
    expect(stopped.aborted).toBe(true);
    expect(stopped.inserted).toBeGreaterThan(0);
    expect(stopped.inserted).toBeLessThan(500);
    const again = await importText({ text: rows(500), workspace });
    expect(again).toMatchObject({
      inserted: 500 - stopped.inserted,
      unchanged: stopped.inserted,
      aborted: false,
    });
  });

  const file = fileURLToPath(new URL('../../../../shared/data/hackernews-2016.csv', import.meta.url));
  const whole = existsSync(file) ? test : test.skip;
  whole('takes all 21,348 rows of the sample file (skipped where there is none)', async () => {
    const workspace = randomUUID();
    const done = await importText({ text: '', workspace, changes: { preset, file } });
    expect(done).toEqual({
      read: 21_348,
      inserted: 21_348,
      updated: 0,
      unchanged: 0,
      aborted: false,
      rejected: [],
      notes: [],
    });
    const FIND = '{ communityPosts(filter: { keyword: "open source", minScore: 5 }) { totalCount } }';
    expect((await ask(opened, workspace, FIND)).data.communityPosts.totalCount).toBeGreaterThan(0);
  });
});

describe('a file of no preset', () => {
  const ndjson = { format: 'ndjson' } as const;
  const post = { url: 'https://a.example/1', title: 'A title', posted_at: '2026-03-01T00:00:00Z' };
  const line = (...changes: object[]) =>
    changes.map((each) => JSON.stringify({ ...post, ...each })).join('\n');

  test.each([undefined, '', 'myspace', 'two words'])('needs a known source, not %j', async (source) => {
    await expect(importText({ text: '', source: source as string, changes: ndjson })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'source' },
    });
  });

  test('may be of any known source', async () => {
    const workspace = randomUUID();
    await importText({
      text: line({ subreddit: 'r/SaaS', kind: 'comment' }),
      workspace,
      source: 'reddit',
      changes: ndjson,
    });
    const { data } = await ask(opened, workspace, '{ communityPosts { nodes { source subreddit kind } } }');
    expect(data.communityPosts.nodes).toEqual([{ source: 'REDDIT', subreddit: 'SaaS', kind: 'COMMENT' }]);
  });

  test('identifies posts by URL if there is no external id', async () => {
    const text = line({}, { url: 'https://a.example/2' }, {});
    expect(await importText({ text, source: 'devto', changes: ndjson })).toMatchObject({
      inserted: 2,
      unchanged: 1,
    });
  });

  const bad: [change: object, reason: string][] = [
    [{ kind: 'poll' }, '1: kind must be post or comment (p or c), not "poll".'],
    [{ title: ' ', body: '' }, '1: A post needs a title or a body.'],
    [{ url: null }, '1: url is missing.'],
    [{ url: 'ftp://a.example' }, '1: url: "ftp://a.example" is not an http or https address.'],
    [{ url: `https://a.example/${'界'.repeat(1_000)}` }, '1: url is longer than 2048 bytes.'],
    [{ body: 'x'.repeat(40_001) }, '1: body is longer than 40000 characters.'],
    [{ posted_at: '+012345-01-01T00:00:00Z' }, '1: posted_at'],
    [{ posted_at: '9999-12-31T23:00:00-05:00' }, '1: posted_at is not between the years 1 and 9999.'],
  ];

  test.each(bad)('with %j is set aside', async (change, reason) => {
    const { rejected, inserted } = await importText({ text: line(change), source: 'devto', changes: ndjson });
    expect(rejected).toEqual([expect.stringContaining(reason)]);
    expect(inserted).toBe(0);
  });

  test('with text that was truncated within a character is imported', async () => {
    const text = line({ title: 'cut \ud83d', body: `${'Looking for a CRM. '.repeat(5)}\ude00` });
    expect(await importText({ text, source: 'devto', changes: ndjson })).toMatchObject({
      inserted: 1,
      rejected: [],
    });
  });

  test('with a body of 40,000 characters is found by its last words', async () => {
    const workspace = randomUUID();
    const body = `${'word '.repeat(7_990)} the very last`.slice(-40_000);
    await importText({ text: line({ body }), workspace, source: 'devto', changes: ndjson });
    const FIND = '{ communityPosts(filter: { keyword: "very last" }) { totalCount } }';
    expect((await ask(opened, workspace, FIND)).data.communityPosts.totalCount).toBe(1);
  });
});

test('the language that a file states is stored, and a post in one that is not judged has no intent', async () => {
  const workspace = randomUUID();
  const row = (id: number, language: string) =>
    JSON.stringify({
      external_id: `${id}`,
      url: `https://a.example/${id}`,
      title: 'Which CRM should I buy?',
      posted_at: '2026-01-01',
      language,
    });
  const text = [row(1, 'en-GB'), row(2, 'por'), row(3, 'Klingon'), row(4, '')].join('\n');
  const { inserted, notes } = await importText({
    text,
    workspace,
    source: 'reddit',
    changes: { format: 'ndjson' },
  });
  expect(inserted).toBe(4);
  expect(notes).toEqual([
    expect.stringContaining('language must be a code such as en or pt-BR, got "Klingon".'),
  ]);
  const query = '{ communityPosts(first: 10) { nodes { url language analysis { intent } } } }';
  const { nodes } = (await ask(opened, workspace, query)).data.communityPosts;
  const found = Object.fromEntries(
    nodes.map((node: { url: string; language: string | null; analysis: { intent: string | null } }) => [
      node.url.at(-1),
      [node.language, node.analysis.intent !== null],
    ]),
  );
  expect(found).toEqual({ 1: ['en', true], 2: ['pt', false], 3: ['en', true], 4: ['en', true] });
});
