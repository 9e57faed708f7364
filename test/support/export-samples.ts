/** The fields of an imported sample row that every kind of import has. */
export interface SampleRow {
  readonly id: string;
  readonly url: string | null;
  readonly title: string | null;
  readonly text: string | null;
  readonly at: string;
  readonly likes: number | null;
}

/** A file in the format that a platform or tool exports, with the rows it contains. */
export interface ExportSample {
  readonly text: string;
  readonly rows: readonly SampleRow[];
}

const HACKER_NEWS = {
  text: `id,title,url,num_points,num_comments,author,created_at
11966167,"UK votes, to leave EU",http://www.bbc.co.uk/news/1,3125,2531,dmmalam,6/24/2016 3:48
`,
  rows: [
    {
      id: '11966167',
      url: 'https://news.ycombinator.com/item?id=11966167',
      title: 'UK votes, to leave EU',
      text: null,
      at: '2016-06-24T03:48:00.000Z',
      likes: 3125,
    },
  ],
};

/**
 * One file for each preset, by name. It has ids beyond 2^53, escaped texts and relative URLs if the
 * source has them.
 */
export const EXPORT_SAMPLES: Readonly<Record<string, ExportSample>> = {
  'x-archive': {
    text: `window.YTD.tweets.part0 = [ { "tweet" : {
  "favorite_count" : "12", "id_str" : "1593387213315784705", "id" : 1593387213315784705, "retweet_count" : "3",
  "created_at" : "Fri Nov 18 00:08:13 +0000 2022", "full_text" : "AT&amp;T dropped &amp;lt;me&amp;gt;"
} } ]`,
    rows: [
      {
        id: '1593387213315784705',
        url: 'https://x.com/i/web/status/1593387213315784705',
        title: null,
        text: 'AT&T dropped &lt;me&gt;',
        at: '2022-11-18T00:08:13.000Z',
        likes: 12,
      },
    ],
  },
  'reddit-dump': {
    text: `${JSON.stringify({
      ...{
        id: 'abc1',
        title: 'Cats &amp; dogs',
        selftext: 'Which?',
        author: 'ada',
        created_utc: 1_466_739_600,
      },
      ...{ permalink: '/r/pets/comments/abc1/cats_dogs/', url: 'https://news.example/cats', score: 7 },
      ...{ subreddit: 'pets', num_comments: 4 },
    })}\n`,
    rows: [
      {
        id: 't3_abc1',
        url: 'https://www.reddit.com/r/pets/comments/abc1/cats_dogs/',
        title: 'Cats & dogs',
        text: 'Which?',
        at: '2016-06-24T03:40:00.000Z',
        likes: 7,
      },
    ],
  },
  'reddit-export': {
    text: `id,permalink,date,ip,subreddit,gildings,title,url,body
x1,https://www.reddit.com/r/a/comments/x1/t/,2024-01-01 00:00:00 UTC,,a,0,Title,/r/a/comments/x1/t/,Body
`,
    rows: [
      {
        id: 't3_x1',
        url: 'https://www.reddit.com/r/a/comments/x1/t/',
        title: 'Title',
        text: 'Body',
        at: '2024-01-01T00:00:00.000Z',
        likes: null,
      },
    ],
  },
  'hackernews-algolia': {
    text: JSON.stringify({
      hits: [
        {
          ...{
            objectID: '11966167',
            title: 'Votes &amp; leaves',
            url: 'http://www.bbc.co.uk/news/1',
            points: 3125,
          },
          ...{
            author: 'dmmalam',
            num_comments: 2531,
            created_at: '2016-06-24T03:48:00Z',
            created_at_i: 1_466_740_080,
          },
          ...{ story_text: null, comment_text: null, _tags: ['story'] },
        },
      ],
    }),
    rows: [{ ...HACKER_NEWS.rows[0]!, title: 'Votes & leaves' }],
  },
  'hackernews-csv': HACKER_NEWS,
  'mastodon-outbox': {
    text: JSON.stringify({
      '@context': 'https://www.w3.org/ns/activitystreams',
      type: 'OrderedCollection',
      orderedItems: [
        {
          id: 'https://mastodon.example/users/ada/statuses/112233445566778899/activity',
          type: 'Create',
          actor: 'https://mastodon.example/users/ada',
          published: '2024-05-01T10:00:00Z',
          object: {
            id: 'https://mastodon.example/users/ada/statuses/112233445566778899',
            ...{ type: 'Note', url: 'https://mastodon.example/@ada/112233445566778899', summary: null },
            ...{ content: '<p>Tea &amp; more</p>', published: '2024-05-01T10:00:00Z', inReplyTo: null },
            ...{ to: ['https://www.w3.org/ns/activitystreams#Public'], cc: [], attachment: [] },
          },
        },
      ],
    }),
    rows: [
      {
        id: 'https://mastodon.example/users/ada/statuses/112233445566778899',
        url: 'https://mastodon.example/@ada/112233445566778899',
        title: null,
        text: 'Tea & more',
        at: '2024-05-01T10:00:00.000Z',
        likes: null,
      },
    ],
  },
  'stackexchange-api': {
    text: JSON.stringify({
      items: [
        {
          ...{
            question_id: 927_358,
            title: 'How do I &quot;undo&quot; a commit?',
            score: 26_000,
            view_count: 9,
          },
          ...{ body: '<p>I typed <code>a &amp;&amp; b</code>.</p>\n\n<p>What now?</p>', answer_count: 2 },
          ...{ owner: { display_name: 'Ann &amp; Bob', link: 'https://stackoverflow.com/users/1' } },
          ...{ link: 'https://stackoverflow.com/questions/927358/undo', creation_date: 1_243_620_000 },
        },
        {
          ...{ answer_id: 927_386, question_id: 927_358, score: -1, creation_date: 1_243_620_060 },
          ...{ body_markdown: 'Use &lt;reset&gt;', owner: { display_name: 'Eve' } },
        },
      ],
      has_more: false,
    }),
    rows: [
      {
        id: '927358',
        url: 'https://stackoverflow.com/questions/927358/undo',
        title: 'How do I "undo" a commit?',
        text: 'I typed a && b.\n\nWhat now?',
        at: '2009-05-29T18:00:00.000Z',
        likes: 26_000,
      },
      {
        id: '927386',
        url: 'https://stackoverflow.com/a/927386',
        title: null,
        text: 'Use <reset>',
        at: '2009-05-29T18:01:00.000Z',
        likes: -1,
      },
    ],
  },
  'youtube-takeout-comments': {
    text: `Comment ID,Channel ID,Comment create timestamp,Price,Parent comment ID,Post ID,Video ID,Comment text,Top-level comment ID
C1,UCa,2025-02-11T19:04:00+00:00,0,,,dQw4w9WgXcQ,"{""text"":""That ""},{""text"":""intro""}",
`,
    rows: [
      {
        id: 'C1',
        url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=C1',
        title: null,
        text: 'That intro',
        at: '2025-02-11T19:04:00.000Z',
        likes: null,
      },
    ],
  },
  'brandwatch-csv': {
    text: `Report:,Bulk Mentions Download
Brand:,Acme

Query Id,Query Name,Date,Title,Snippet,Url,Domain,Sentiment,Page Type,Language,Country Code,Author,Full Name,Full Text,Impressions,Resource Id,Twitter Likes,Twitter Retweets,Twitter Reply Count,Reddit Score
1,Acme,2023-05-01 12:34:56.0,,Acme rocks,http://twitter.com/ada/statuses/1653000000000000001,twitter.com,positive,twitter,en,USA,ada,Ada L,"Acme rocks, really","12,345",r1,7,2,1,
`,
    rows: [
      {
        id: 'r1',
        url: 'http://twitter.com/ada/statuses/1653000000000000001',
        title: null,
        text: 'Acme rocks, really',
        at: '2023-05-01T12:34:56.000Z',
        likes: 7,
      },
    ],
  },
  'sprout-csv': {
    text: `Date,Post ID,Network,Post Type,Profile,Sent by,Link,Post,Impressions,Engagements,Likes,Comments,Shares
11/30/2020 9:05:10 pm,'1333522098215018496',Twitter,Post,@acme,Ada,https://twitter.com/acme/status/1333522098215018496,Hello,"1,234",10,8,1,1
`,
    rows: [
      {
        id: '1333522098215018496',
        url: 'https://twitter.com/acme/status/1333522098215018496',
        title: null,
        text: 'Hello',
        at: '2020-11-30T21:05:10.000Z',
        likes: 8,
      },
    ],
  },
  'airline-tweets-csv': {
    text: `tweet_id,airline_sentiment,airline,name,retweet_count,text,tweet_created
5.70306E+17,negative,United,someone,3,"@united you lost my bag",24-02-2015 11:35
`,
    rows: [
      {
        id: 'airline-2-someone',
        url: null,
        title: null,
        text: '@united you lost my bag',
        at: '2015-02-24T11:35:00.000Z',
        likes: null,
      },
    ],
  },
  'x-posts-csv': {
    text: `id_str,created_at,favorites,retweets,text
9.9297E+17,5/6/2018 3:04,1234,56,"Tea, at last"
`,
    rows: [
      {
        // The export's ids have lost digits, so ids are derived from the post: stable across
        // imports and versions.
        id: '90422160112280155919',
        url: null,
        title: null,
        text: 'Tea, at last',
        at: '2018-05-06T03:04:00.000Z',
        likes: 1234,
      },
    ],
  },
};
