import { describe, expect, test } from '@jest/globals';
import { runImport } from '@tributary/kit/import';
import { mentions } from '../src/index.ts';
import { toMention } from '../src/ingest/record.ts';
import type { NewMention } from '../src/mention.ts';

const kind = mentions.imports.find(({ name }) => name === 'mentions')!;

/**
 * Parses text with a preset, or JSON lines without one; returns the mentions, and the rejected
 * lines and omitted values with their reasons.
 */
async function read(name: string | null, text: string) {
  const preset = name === null ? undefined : kind.presets[name]!;
  const found: NewMention[] = [];
  const rejected: string[] = [];
  const notes: string[] = [];
  await runImport<NewMention>({
    file: (async function* () {
      yield Buffer.from(text);
    })(),
    preset,
    ...(preset ? {} : { format: 'ndjson' as const }),
    fields: kind.fields,
    parse: (record) => toMention(record, { source: preset?.source ?? 'reddit', commentsPerPost: 0 }),
    async write(rows) {
      found.push(...rows);
      return { inserted: rows.length, updated: 0, unchanged: 0 };
    },
    onReject: ({ line, reason }) => void rejected.push(`${line}: ${reason}`),
    onNote: ({ line, reason }) => void notes.push(`${line}: ${reason}`),
  });
  return { found, rejected, notes };
}

describe('the preset', () => {
  test('x-archive reads tweets.js of the archive, old and new, with whole ids and texts unescaped once', async () => {
    const text = `window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "1593387213315784704" ] } },
      "favorite_count" : "12", "id_str" : "1593387213315784704", "id" : 1593387213315784704,
      "retweet_count" : "3", "created_at" : "Fri Nov 18 00:08:13 +0000 2022", "lang" : "en",
      "full_text" : "AT&amp;T dropped my call &amp;lt;again&amp;gt;",
      "extended_entities" : { "media" : [ { "media_url_https" : "https://pbs.twimg.com/media/a.jpg" } ] }
    }
  },
  { "id" : 1593387213315784705, "full_text" : "second", "created_at" : "Fri Nov 18 00:09:00 +0000 2022" }
]`;
    const { found, rejected, notes } = await read('x-archive', text);
    expect([rejected, notes]).toEqual([[], []]);
    expect(found).toMatchObject([
      {
        source: 'x',
        externalId: '1593387213315784704',
        url: 'https://x.com/i/web/status/1593387213315784704',
        text: 'AT&T dropped my call &lt;again&gt;',
        postedAt: new Date('2022-11-18T00:08:13Z'),
        metrics: { likes: 12, shares: 3, views: null, comments: null },
        media: [{ type: 'image', url: 'https://pbs.twimg.com/media/a.jpg' }],
      },
      { externalId: '1593387213315784705', text: 'second', media: null },
    ]);
  });

  test('reddit-dump reads posts and comments, whose addresses are relative or missing', async () => {
    const post = {
      ...{ id: 'abc1', title: 'Cats &amp; dogs', selftext: '', author: 'ada', created_utc: 1_466_739_600 },
      ...{ permalink: '/r/pets/comments/abc1/cats_dogs/', url: 'https://news.example/cats', is_self: false },
      ...{ score: -2, num_comments: 4, subreddit: 'pets' },
    };
    const comment = {
      ...{
        id: 'def2',
        body: 'I &lt;3 them',
        link_id: 't3_abc1',
        author: '[deleted]',
        created_utc: '1466739601',
      },
      ...{ score: 5, subreddit: 'pets' },
    };
    const gone = { ...comment, id: 'def3', body: '[removed]' };
    const { found, rejected } = await read(
      'reddit-dump',
      [post, comment, gone].map((each) => JSON.stringify(each)).join('\n'),
    );
    expect(found).toMatchObject([
      {
        source: 'reddit',
        externalId: 't3_abc1',
        url: 'https://www.reddit.com/r/pets/comments/abc1/cats_dogs/',
        title: 'Cats & dogs',
        text: null,
        author: { handle: 'ada', titleUrl: 'https://www.reddit.com/user/ada' },
        metrics: { likes: -2, comments: 4 },
      },
      {
        externalId: 't1_def2',
        url: 'https://www.reddit.com/r/pets/comments/abc1/_/def2/',
        title: null,
        text: 'I <3 them',
        author: null,
      },
    ]);
    expect(rejected).toEqual(['3: A mention needs a title or a text.']);
  });

  test('reddit-dump is named where its records come without it, because their `url` is the linked page', async () => {
    const post = {
      ...{ id: 'abc1', title: 'Cats', selftext: '', permalink: '/r/pets/comments/abc1/cats/' },
      ...{ url: 'https://news.example/cats', created_at: '2016-06-24T03:40:00Z' },
    };
    const other = {
      ...{ external_id: 'x', posted_at: '2016-06-24T03:40:00Z', title: 'Dogs', selftext: '' },
      ...{ url: 'https://news.example/dogs', permalink: '/dogs' },
    };
    const { found, rejected } = await read(
      null,
      [post, other].map((each) => JSON.stringify(each)).join('\n'),
    );
    expect(found).toMatchObject([{ url: 'https://news.example/dogs' }]);
    expect(rejected).toEqual(["1: `url` is not this record's address. Use --preset reddit-dump."]);
  });

  test('reddit-export reads both files of an account', async () => {
    const posts = `id,permalink,date,ip,subreddit,gildings,title,url,body
x1,https://www.reddit.com/r/a/comments/x1/t/,2024-01-01 00:00:00 UTC,,a,0,Title,/r/a/comments/x1/t/,Body
`;
    const comments = `id,permalink,date,ip,subreddit,gildings,link,parent,body,media
c1,https://www.reddit.com/r/a/comments/x1/t/c1/,2023-01-15 12:34:56 UTC,,a,0,https://www.reddit.com/r/a/comments/x1/t/,,"old, comment",
`;
    const both = [
      ...(await read('reddit-export', posts)).found,
      ...(await read('reddit-export', comments)).found,
    ];
    expect(both).toMatchObject([
      { externalId: 't3_x1', title: 'Title', text: 'Body', url: 'https://www.reddit.com/r/a/comments/x1/t/' },
      { externalId: 't1_c1', title: null, text: 'old, comment', postedAt: new Date('2023-01-15T12:34:56Z') },
    ]);
  });

  test('hackernews-algolia reads hits of the search API, or a list of them', async () => {
    const hits = [
      {
        ...{
          objectID: '11966167',
          title: 'UK votes to leave EU',
          url: 'http://www.bbc.co.uk/news/1',
          author: 'dmmalam',
        },
        ...{
          points: 3125,
          num_comments: 2531,
          created_at: '2016-06-24T03:48:00Z',
          created_at_i: 1_466_740_080,
        },
        ...{ story_text: null, comment_text: null, _tags: ['story'] },
      },
      {
        ...{
          objectID: '11966999',
          author: 'pg',
          points: null,
          num_comments: null,
          created_at: '2016-06-24T04:00:00Z',
        },
        ...{ comment_text: 'It&#x27;s true.<p>See <i>this</i>', story_title: 'UK votes', title: null },
      },
    ];
    for (const document of [{ hits, nbHits: 2 }, hits]) {
      const { found, rejected } = await read('hackernews-algolia', JSON.stringify(document));
      expect(rejected).toEqual([]);
      expect(found).toMatchObject([
        {
          source: 'hackernews',
          externalId: '11966167',
          url: 'https://news.ycombinator.com/item?id=11966167',
          title: 'UK votes to leave EU',
          metrics: { likes: 3125, comments: 2531 },
        },
        { externalId: '11966999', title: null, text: "It's true.\n\nSee this" },
      ]);
    }
  });

  test('mastodon-outbox reads public posts, and neither boosts nor what is private', async () => {
    const actor = 'https://mastodon.example/users/ada';
    const create = (id: string, to: string[], more: object = {}) => ({
      ...{ id: `${actor}/statuses/${id}/activity`, type: 'Create', actor, published: '2024-05-01T10:00:00Z' },
      object: {
        ...{ id: `${actor}/statuses/${id}`, type: 'Note', url: `https://mastodon.example/@ada/${id}` },
        ...{
          content: '<p>Hello <a href="https://mastodon.example/tags/x">#<span>x</span></a></p>',
          to,
          cc: [],
        },
        ...{ published: '2024-05-01T10:00:00Z', summary: null, inReplyTo: null, attachment: [] },
        ...more,
      },
    });
    const everybody = ['https://www.w3.org/ns/activitystreams#Public'];
    const orderedItems = [
      create('112233445566778899', everybody, { summary: 'politics' }),
      { type: 'Announce', actor, published: '2024-05-01T10:00:00Z', object: 'https://other.example/1' },
      create('2', [`${actor}/followers`]),
    ];
    const document = {
      '@context': 'https://www.w3.org/ns/activitystreams',
      type: 'OrderedCollection',
      orderedItems,
    };
    const { found, rejected } = await read('mastodon-outbox', JSON.stringify(document, null, 2));
    expect(found).toMatchObject([
      {
        source: 'mastodon',
        externalId: `${actor}/statuses/112233445566778899`,
        url: 'https://mastodon.example/@ada/112233445566778899',
        text: 'politics\n\nHello #x',
        author: { handle: 'ada@mastodon.example' },
      },
    ]);
    expect(rejected).toEqual([
      expect.stringContaining('activity of type "Announce"'),
      expect.stringContaining('The post is not public.'),
    ]);
  });

  test('youtube-takeout-comments reads segments of both kinds, and plain text', async () => {
    const { found, rejected } = await read(
      'youtube-takeout-comments',
      `Comment ID,Channel ID,Comment create timestamp,Price,Parent comment ID,Post ID,Video ID,Comment text,Top-level comment ID
C1,UCa,2025-02-11T19:04:00.558872+00:00,0,,,dQw4w9WgXcQ,"{""text"":""That ""},{""text"":""intro""}",
C2,UCa,2025-02-11T20:15:00Z,0,C1,,dQw4w9WgXcQ,"{""takeoutSegments"":[{""text"":""coalowl""}]}",
C3,UCa,2025-02-11T20:15:00Z,0,,Ugkx1,,"plain {text}",
`,
    );
    expect(rejected).toEqual([]);
    expect(found.map(({ externalId, text, url }) => [externalId, text, url])).toEqual([
      ['C1', 'That intro', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=C1'],
      ['C2', 'coalowl', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=C2'],
      ['C3', 'plain {text}', 'https://www.youtube.com/post/Ugkx1?lc=C3'],
    ]);
  });

  test('brandwatch-csv finds its header, platforms, numbers and countries', async () => {
    const { found, rejected, notes } = await read(
      'brandwatch-csv',
      `Report:,Bulk Mentions Download
Brand:,Acme
From:,Mon May 01 00:00:00 UTC 2023
To:,Tue May 02 00:00:00 UTC 2023
Label:,

Query Id,Query Name,Date,Title,Snippet,Url,Domain,Sentiment,Page Type,Language,Country Code,Author,Full Name,Full Text,Impressions,Resource Id,Twitter Likes,Twitter Retweets,Twitter Reply Count,Reddit Score
1,Acme,2023-05-01 12:34:56.0,,Acme rocks,http://twitter.com/ada/statuses/1653000000000000001,twitter.com,positive,twitter,en,USA,ada,Ada L,"Acme rocks, really","12,345",r1,7,2,1,
1,Acme,2023-05-01 13:00:00.0,On Acme,On Acme,https://www.reddit.com/r/a/comments/1,reddit.com,neutral,forum,en,Atlantis,bob,,,n/a,r2,,,,41
1,Acme,2023-05-01 13:00:00.0,Blog,A blog,https://acme.example/1,acme.example,neutral,blog,en,,,,A blog,,r3,,,,
`,
    );
    expect(found).toMatchObject([
      {
        source: 'x',
        externalId: 'r1',
        title: null,
        text: 'Acme rocks, really',
        countryCode: 'US',
        author: { handle: 'ada', title: 'Ada L' },
        metrics: { views: 12_345, likes: 7, shares: 2, comments: 1 },
        postedAt: new Date('2023-05-01T12:34:56Z'),
      },
      {
        source: 'reddit',
        externalId: 'r2',
        text: 'On Acme',
        countryCode: null,
        metrics: { likes: 41, views: null },
      },
    ]);
    expect(rejected).toEqual([expect.stringMatching(/^10: source must be one of .*not "acme"/)]);
    expect(notes).toEqual([
      '9: views: "n/a" is not a whole number.',
      expect.stringMatching(/^9: country_code: "Atlantis"/),
    ]);
  });

  test('sprout-csv reads the report of posts, quoted ids and dates for people', async () => {
    const { found, rejected } = await read(
      'sprout-csv',
      `Date,Post ID,Network,Post Type,Profile,Sent by,Link,Post,Impressions,Engagements,Likes,Comments,Shares
11/30/2020 9:05:10 pm,'1333522098215018496',Twitter,Post,@acme,Ada,https://twitter.com/acme/status/1333522098215018496,Hello,"1,234",10,8,1,1
11/30/2020 9:05,18,LinkedIn,Post,Acme,Ada,https://www.linkedin.com/feed/update/urn:li:share:18,Hi,,,,,
`,
    );
    expect(rejected).toEqual([]);
    expect(found).toMatchObject([
      {
        source: 'x',
        externalId: '1333522098215018496',
        text: 'Hello',
        author: { handle: 'acme' },
        metrics: { views: 1234, likes: 8, comments: 1, shares: 1 },
        postedAt: new Date('2020-11-30T21:05:10Z'),
      },
      { source: 'linkedin', externalId: '18', metrics: { views: null } },
    ]);
  });
});
