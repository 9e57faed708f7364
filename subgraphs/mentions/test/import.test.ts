import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runImport } from '@tributary/kit/import';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { mentions } from '../src/index.ts';
import { ask, newScope, servicesTracking } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const kind = mentions.imports.find(({ name }) => name === 'mentions')!;

/** Imports text as `tributary import mentions` does. */
async function load(workspaceId: string, text: string, options: Record<string, string>, name?: string) {
  const preset = name === undefined ? undefined : kind.presets[name]!;
  const target = mentions
    .open(servicesTracking(opened))
    .beginImport('mentions', workspaceId, options, preset);
  const rejected: unknown[] = [];
  const report = await runImport({
    ...target,
    file: (async function* () {
      yield Buffer.from(text);
    })(),
    format: preset?.format ?? 'ndjson',
    preset,
    fields: kind.fields,
    onReject: (each) => void rejected.push(each),
  });
  await target.finish?.({ report });
  return { report, rejected };
}

const ALL = `{ mentions(order: ASC) { nodes { source externalId url title text postedAt views likes comments shares
  contentIntention dominantSentiment author { handle titleUrl creator { platform username } } } }
  datasets { nodes { name mentionsCount runs { nodes { status type mentionsCount rejectedCount steps { status } } } } } }`;

const AIRLINES = `tweet_id,airline_sentiment,airline,name,retweet_count,text,tweet_created
5.70306E+17,negative,United,someone,3,"@united you lost my bag, worst service ever",24-02-2015 11:35
5.70306E+17,positive,Delta,other,0,@delta thank you so much for the great flight!,24-02-2015 9:05
5.70306E+17,neutral,Delta,third,0,@delta hello,31-02-2015 9:05
`;

const STORIES = `id,title,url,num_points,num_comments,author,created_at
11966167,UK votes to leave EU,http://www.bbc.co.uk/news/1,3125,2531,dmmalam,6/24/2016 3:48
`;

describe('an import', () => {
  test('of airline tweets creates the dataset, a completed run and analysed mentions', async () => {
    const { workspaceId } = newScope(opened);
    const { report, rejected } = await load(
      workspaceId,
      AIRLINES,
      { dataset: 'airlines' },
      'airline-tweets-csv',
    );
    expect(report).toMatchObject({ inserted: 2, rejected: 1 });
    expect(rejected).toMatchObject([{ line: 4, reason: expect.stringContaining('posted_at') }]);
    const { data } = await ask(opened, workspaceId, ALL);
    expect(data.mentions.nodes).toMatchObject([
      {
        source: 'X',
        postedAt: '2015-02-24T09:05:00.000Z',
        dominantSentiment: 'POSITIVE',
        contentIntention: 'thank',
      },
      {
        externalId: 'airline-2-someone',
        url: null,
        text: '@united you lost my bag, worst service ever',
        postedAt: '2015-02-24T11:35:00.000Z',
        views: null,
        likes: null,
        shares: 3,
        dominantSentiment: 'NEGATIVE',
        contentIntention: 'complain',
        author: {
          handle: 'someone',
          titleUrl: 'https://x.com/someone',
          creator: { platform: 'X', username: 'someone' },
        },
      },
    ]);
    expect(data.datasets.nodes).toEqual([
      {
        name: 'airlines',
        mentionsCount: 2,
        runs: {
          nodes: [
            {
              status: 'COMPLETED',
              type: 'IMPORT',
              mentionsCount: 2,
              rejectedCount: 1,
              steps: [{ status: 'COMPLETED' }, { status: 'COMPLETED' }, { status: 'COMPLETED' }],
            },
          ],
        },
      },
    ]);
  });

  test('of Hacker News stories, again into the same dataset, adds a run and no mention', async () => {
    const { workspaceId } = newScope(opened);
    await load(workspaceId, STORIES, { dataset: 'stories', analysis: 'off' }, 'hackernews-csv');
    const { report } = await load(
      workspaceId,
      STORIES,
      { dataset: 'stories', analysis: 'off' },
      'hackernews-csv',
    );
    expect(report).toMatchObject({ inserted: 0, updated: 0, unchanged: 1 });
    const { data } = await ask(opened, workspaceId, ALL);
    expect(data.mentions.nodes).toMatchObject([
      {
        source: 'HACKERNEWS',
        externalId: '11966167',
        url: 'https://news.ycombinator.com/item?id=11966167',
        title: 'UK votes to leave EU',
        text: null,
        likes: 3125,
        comments: 2531,
        shares: null,
        dominantSentiment: null,
        author: { creator: null },
      },
    ]);
    expect(data.datasets.nodes).toMatchObject([{ mentionsCount: 1, runs: { nodes: [{}, {}] } }]);
  });

  test('rejects records that are not mentions, with line and reason', async () => {
    const bad = [
      { external_id: '1', text: 'a', posted_at: '2026-01-01', source: 'myspace' },
      { external_id: '2', posted_at: '2026-01-01' },
      { text: 'a', posted_at: '2026-01-01' },
      { external_id: '4', text: 'a'.repeat(40_001), posted_at: '2026-01-01' },
    ];
    const text = bad.map((each) => JSON.stringify(each)).join('\n');
    const { report, rejected } = await load(newScope(opened).workspaceId, text, {
      dataset: 'd',
      source: 'x',
    });
    expect(report).toMatchObject({ inserted: 0, rejected: 4 });
    expect(rejected.map((each) => (each as { reason: string }).reason)).toEqual([
      expect.stringMatching(/^source must be one of .*not "myspace"/),
      'A mention needs a title or a text.',
      'external_id is missing.',
      'text is longer than 40000 characters.',
    ]);
  });

  test('drops invalid values, and imports the mention', async () => {
    const { workspaceId } = newScope(opened);
    const odd = [
      { views: -1, likes: 'many' },
      { country_code: 'XX', url: 'acme' },
      { media: ['javascript:1'], comments: 'none' },
      { source: 'Twitter', country_code: 'USA' },
    ].map((each, at) =>
      JSON.stringify({ external_id: String(at), text: 'a', posted_at: '2026-01-01', ...each }),
    );
    const { report } = await load(workspaceId, odd.join('\n'), { dataset: 'd', source: 'hn' });
    expect(report).toMatchObject({ inserted: 4, rejected: 0, noted: 6 });
    const query = '{ mentions { nodes { externalId source countryCode views likes } } }';
    const { data } = await ask(opened, workspaceId, query);
    const unknown = { source: 'HACKERNEWS', countryCode: null, views: null, likes: null };
    expect(data.mentions.nodes).toHaveLength(4);
    expect(data.mentions.nodes).toEqual(
      expect.arrayContaining([
        ...['0', '1', '2'].map((externalId) => ({ ...unknown, externalId })),
        { externalId: '3', source: 'X', countryCode: 'US', views: null, likes: null },
      ]),
    );
  });

  test.each([
    [{}, 'dataset'],
    [{ dataset: 'd', source: 'myspace' }, 'source'],
    [{ dataset: 'd', analysis: 'maybe' }, 'analysis'],
    [{ dataset: 'd', comments: '101' }, 'comments'],
  ])('with the options %j is refused', (options, field) => {
    const open = mentions.open(openServices(opened));
    expect(() => open.beginImport('mentions', newScope(opened).workspaceId, options, undefined)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }),
    );
  });
});

test('the language that a file states is shown and filtered by, also without an analysis', async () => {
  const { workspaceId } = newScope(opened);
  const row = (id: number, language: string | null) =>
    JSON.stringify({
      external_id: `${id}`,
      source: 'x',
      text: 'I love the new honey, it is great.',
      posted_at: `2026-01-0${id}`,
      language,
    });
  await load(workspaceId, [row(1, 'pt-BR'), row(2, null)].join('\n'), { dataset: 'analysed' });
  await load(workspaceId, row(3, 'de'), { dataset: 'plain', analysis: 'off' });
  const query = '{ mentions(order: ASC) { nodes { language sentiment { positive } } } }';
  expect((await ask(opened, workspaceId, query)).data.mentions.nodes).toEqual([
    { language: 'pt', sentiment: null },
    { language: 'en', sentiment: { positive: expect.any(Number) } },
    { language: 'de', sentiment: null },
  ]);
  const count = '{ mentions(filter: [[{ language: { anyOf: ["DE"] } }]]) { totalCount } }';
  expect((await ask(opened, workspaceId, count)).data.mentions.totalCount).toBe(1);
});
