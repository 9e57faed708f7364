import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MENTION_EXAMPLE } from '../../src/rest/dialects/buzzabout/example.ts';
import { type Client, clientError, startClient, unprocessable } from './buzzabout-setup.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

const DATASET = 'ds_01H...';
const text = expect.any(String);

/** The request bodies shown in the document, verbatim. */
const FIRST = `{
"dataset_ids": ["ds_01H..."],
"limit": 20
}`;
const SECOND = `{
"dataset_ids": ["ds_01H..."],
"sources": ["reddit", "tiktok"],
"sort": "engagement_rate",
"order": "desc",
"limit": 50,
"filters": [
[
{ "type": "sentiment", "values": ["positive"] },
{ "type": "has_media", "value": true }
],
[
{ "type": "keyword", "operator": "is", "value": "nitro" }
]
]
}`;
const THIRD = `{
    "dataset_ids": ["ds_01H..."],
    "limit": 20,
    "sort": "engagement_rate",
    "order": "desc",
    "filters": [[{ "type": "sentiment", "values": ["positive"] }]]
  }`;

describe('the documented requests', () => {
  test.each([
    ['first', FIRST],
    ['second', SECOND],
    ['third', THIRD],
  ])('the documented request with %s finds the documented mention', async (_, body) => {
    const { status, json } = await client.mentions(body);
    expect([status, json.status]).toEqual([200, 'success']);
    expect(json.data).toContainEqual(MENTION_EXAMPLE.data[0]);
  });

  test('every mention has the documented members, in order and with their types', async () => {
    const { json } = await client.mentions(FIRST);
    expect(json.data.length).toBeGreaterThan(5);
    for (const mention of json.data) {
      expect(Object.keys(mention)).toEqual(Object.keys(MENTION_EXAMPLE.data[0]!));
      expect(mention.engagement_rate ?? '0.000').toMatch(/^\d+\.\d{3}$/);
      expect(mention.sentiment_score ?? '0.00').toMatch(/^-?\d\.\d{2}$/);
      expect(Number.isInteger(mention.created_at) && Number.isInteger(mention.dataset_run_at)).toBe(true);
      for (const member of ['tone_of_voice', 'hook', 'cta'])
        expect(mention[member] ?? { text: '' }).toEqual({ text });
      expect(mention.datasets).toEqual([{ id: DATASET, name: 'cold brew' }]);
      expect(mention.comments).toBeNull();
    }
  });

  test('the second combines two groups: positive with media, or the word', async () => {
    const { json } = await client.mentions(SECOND);
    for (const { sentiment, media, title, text: words } of json.data) {
      const positive =
        Number(sentiment.positive) > Math.max(Number(sentiment.negative), Number(sentiment.neutral));
      expect((positive && media.length > 0) || /nitro/i.test(`${title} ${words}`)).toBe(true);
    }
    const rates = json.data.map((mention: { engagement_rate: string | null }) => mention.engagement_rate);
    const known = rates.filter((rate: string | null) => rate !== null);
    expect(rates.slice(0, known.length)).toEqual(known.toSorted().reverse());
  });
});

describe('pages', () => {
  test('are reached by cursors up to the last, which has none', async () => {
    const ids: string[] = [];
    for (let cursor: string | null = null, has_next = true; has_next; ) {
      const { json } = await client.mentions({ sort: 'likes', order: 'asc', limit: 4, cursor });
      ids.push(...json.data.map(({ id }: { id: string }) => id));
      ({ cursor, has_next } = json);
      expect(cursor === null).toBe(!has_next);
    }
    const all = await client.mentions({ sort: 'likes', order: 'asc', limit: 100 });
    expect(ids).toEqual(all.json.data.map(({ id }: { id: string }) => id));
  });

  test('without a body return the newest mentions of every dataset, at most twenty', async () => {
    const { status, json } = await client.send('POST', '/v1/mentions');
    expect([status, json.data.length > 5]).toEqual([200, true]);
  });

  test('of each documented filter are found', async () => {
    const any = (type: string, values: string[]) => ({ type, operator: 'any_of', values });
    const operator = { type: 'changed_by', value: 50, direction: 'up' };
    const { json: all } = await client.mentions({ limit: 100 });
    // Below 0.45 no sentiment is dominant; responses have two decimals.
    const decided = all.data.filter(
      ({ sentiment }: { sentiment: Record<string, string> | null }) =>
        sentiment && Math.max(...Object.values(sentiment).map(Number)) > 0.45,
    ).length;
    expect(decided).toBeGreaterThan(4);
    const filters: [object, number][] = [
      [{ type: 'keyword', operator: 'is_not', value: 'nitro' }, 6],
      [{ type: 'sentiment', values: ['positive', 'negative', 'neutral'] }, decided],
      [{ type: 'metric_change', metric: 'views', operator: { type: 'greater_than', value: 100_000 } }, 1],
      [{ type: 'metric_change', metric: 'likes', operator: { type: 'less_than', value: 1 } }, 1],
      [{ type: 'metric_change', metric: 'likes', operator: { type: 'in_range', min: 248, max: 248 } }, 1],
      [{ type: 'metric_change', metric: 'likes', operator }, 2],
      [{ type: 'source', values: ['linkedin'] }, 1],
      [any('content_topic', ['Cold Brew']), 1],
      [any('content_intention', ['share_experience']), 1],
      [any('tone_of_voice', ['CASUAL']), 1],
      [any('hook', ["you're missing out"]), 1],
      [any('cta', ['no such call']), 0],
      [{ type: 'mentioned_brands', operator: { type: 'any_of', values: ['stumptown'] } }, 2],
      [{ type: 'mentioned_brands', operator: { type: 'equals', value: 'Blue Bottle' } }, 1],
      [{ type: 'mentioned_brands', operator: { type: 'contains', value: 'colo' } }, 1],
      [{ type: 'country_code', values: ['DE', 'GB'] }, 2],
      [{ type: 'has_media', value: true }, 5],
      [{ type: 'dominant_emotion', values: ['fear'] }, 0],
    ];
    for (const [filter, least] of filters) {
      const { status, json } = await client.mentions({ filters: [[filter]], limit: 100 });
      expect([filter, status, json.data?.length >= least]).toEqual([filter, 200, true]);
    }
  });
});

describe('an error has the documented envelope, and names the invalid member', () => {
  const filter = (value: unknown) => ({ filters: [[value]] });
  const twelve = {
    filters: [
      Array(6).fill({ type: 'has_media', value: true }),
      Array(6).fill({ type: 'has_media', value: true }),
    ],
  };

  test('twelve filters', async () => {
    const { status, json } = await client.mentions(twelve);
    expect([status, json]).toEqual([
      422,
      unprocessable({ 'body.filters': 'Maximum 10 filters allowed, got 12' }),
    ]);
  });

  test.each<[string, unknown, string]>([
    [
      'a keyword of three words',
      filter({ type: 'keyword', operator: 'is', value: 'a b c' }),
      'body.filters.0.0.value',
    ],
    ['an unknown type', filter({ type: 'mood', values: ['a'] }), 'body.filters.0.0.type'],
    ['no type', filter({ values: ['a'] }), 'body.filters.0.0.type'],
    [
      'a country in lower case',
      filter({ type: 'country_code', values: ['us'] }),
      'body.filters.0.0.values.0',
    ],
    [
      'an unassigned country code',
      filter({ type: 'country_code', values: ['US', 'ZZ'] }),
      'body.filters.0.0.values.1',
    ],
    [
      'an unknown sentiment',
      filter({ type: 'sentiment', values: ['Positive'] }),
      'body.filters.0.0.values.0',
    ],
    ['a member that no filter has', filter({ type: 'has_media', value: true, x: 1 }), 'body.filters.0.0.x'],
    ['a filter without its value', filter({ type: 'has_media' }), 'body.filters.0.0.value'],
    ['text for a boolean', filter({ type: 'has_media', value: 'yes' }), 'body.filters.0.0.value'],
    [
      'an unknown comparison',
      filter({ type: 'metric_change', metric: 'likes', operator: { type: 'about', value: 1 } }),
      'body.filters.0.0.operator.type',
    ],
    [
      'an inverted range',
      filter({ type: 'metric_change', metric: 'likes', operator: { type: 'in_range', min: 2, max: 1 } }),
      'body.filters.0.0.operator.min',
    ],
    [
      'an unbounded range',
      filter({ type: 'metric_change', metric: 'likes', operator: { type: 'in_range', min: 2 } }),
      'body.filters.0.0.operator.max',
    ],
    ['an empty group', { filters: [[]] }, 'body.filters.0'],
    ['no dataset', { dataset_ids: [] }, 'body.dataset_ids'],
    ['an unknown source', { sources: ['reddit', 'myspace'] }, 'body.sources.1'],
    ['an unknown sort', { sort: 'likez' }, 'body.sort'],
    ['an unknown order', { order: 'DESC' }, 'body.order'],
    ['limit 0', { limit: 0 }, 'body.limit'],
    ['limit 101', { limit: 101 }, 'body.limit'],
    ['a limit that is text', { limit: '20' }, 'body.limit'],
    ['an unknown member', { page: 2 }, 'body.page'],
    [
      'an invalid cursor',
      { cursor: 'eyJzb3J0X3ZhbHVlIjogIjAuMDIwIiwgImlkIjogInBvc3RfMDFIIn0' },
      'body.cursor',
    ],
  ])('%s', async (_, body, place) => {
    const { status, json } = await client.mentions(body);
    expect([status, json]).toEqual([422, unprocessable({ [place]: text })]);
  });

  test('a cursor of another sort or order, or with one changed byte', async () => {
    const { json: page } = await client.mentions({ sort: 'views', limit: 2 });
    const cursor: string = page.cursor;
    const changed = `${cursor.slice(0, 30)}${cursor[30] === 'a' ? 'b' : 'a'}${cursor.slice(31)}`;
    for (const body of [
      { sort: 'likes', cursor },
      { sort: 'views', order: 'asc', cursor },
      { sort: 'views', cursor: changed },
    ]) {
      const { status, json } = await client.mentions(body);
      expect([status, json]).toEqual([422, unprocessable({ 'body.cursor': text })]);
    }
  });

  test('an unknown dataset and one of another workspace are indistinguishable', async () => {
    const theirs = await client.app.key('buzzabout', { workspaceId: client.app.otherId });
    const wrong = clientError('dataset_not_found', 'Dataset not found');
    for (const answer of [
      await client.mentions({ dataset_ids: [DATASET, 'ds_none'] }),
      await client.mentions({ dataset_ids: [DATASET] }, theirs),
      await client.mentions({ dataset_ids: ['no id at all, but a sentence'] }),
    ])
      expect([answer.status, answer.json]).toEqual([404, wrong]);
  });

  test('a megabyte of nested arrays, naming only the first few errors', async () => {
    const deep = `{"filters":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
    const wide = `{"filters":[${Array(300_000).fill('[]').join(',')}]}`;
    for (const body of [deep, wide]) {
      const { status, json } = await client.mentions(body);
      const named = Object.keys(json.detail.errors);
      expect([status, named.filter((name) => !name.startsWith('body.filters'))]).toEqual([422, []]);
      expect(named.length).toBeGreaterThan(0);
      expect(named.length).toBeLessThan(20);
      expect(JSON.stringify(json).length).toBeLessThan(2_000);
    }
  });

  test('more than a megabyte, invalid JSON, and a missing content type', async () => {
    const large = await client.mentions(`{"cursor":"${'x'.repeat(1_048_577)}"}`);
    expect([large.status, large.json]).toEqual([413, clientError('payload_too_large', text)]);
    const broken = await client.mentions('{"limit":');
    expect([broken.status, broken.json]).toEqual([400, clientError('bad_request', text)]);
    const list = await client.mentions([]);
    expect([list.status, list.json]).toEqual([422, unprocessable({ body: text })]);
  });

  test('no key, a wrong key, and a key of another product', async () => {
    const other = await client.app.key('xtracker');
    for (const key of ['', 'bz_live_wrong', other]) {
      const { status, json } = await client.mentions({}, key);
      expect([status, json]).toEqual([401, clientError('unauthorized', text)]);
    }
  });

  test('an unknown path and a wrong method', async () => {
    const unknown = await client.send('GET', '/buzzabout/v1/nothing');
    expect([unknown.status, unknown.json]).toEqual([404, clientError('not_found', text)]);
    const method = await client.send('GET', '/v1/mentions');
    expect([method.status, method.headers.allow, method.json]).toEqual([
      405,
      'POST, OPTIONS',
      clientError('method_not_allowed', text),
    ]);
  });

  test('the 601st request of a minute', async () => {
    const key = await client.app.key('buzzabout');
    // A rejected body counts too and gets the fastest response.
    const one = () => client.mentions({ limit: 0 }, key);
    const answers = [];
    for (let round = 0; round < 30; round++)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, one))));
    answers.push(await one());
    const last = answers.pop()!;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422]));
    expect([last.status, last.json, last.headers['retry-after']]).toEqual([
      429,
      clientError('too_many_requests', text, true),
      expect.stringMatching(/^\d+$/),
    ]);
    expect(Number(last.headers['x-ratelimit-reset'])).toBeGreaterThan(1_700_000_000);
  });
});
