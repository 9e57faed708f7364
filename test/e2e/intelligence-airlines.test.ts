import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { http, importPosts, runCommand, startTestApp, type TestApp } from '@tributary/test/support';
import { capture, createQuery } from '../support/intelligence.ts';

const FILE = fileURLToPath(new URL('../../../shared/data/airline-tweets-2015.csv', import.meta.url));
const AIRLINES = [
  { name: 'Virgin America', aliases: ['VirginAmerica'] },
  { name: 'United', aliases: ['United Airlines'], excludes: ['United States', 'man united'] },
  { name: 'Southwest', aliases: ['SouthwestAir', 'Southwest Airlines'] },
  { name: 'Delta', aliases: ['Delta Air Lines'] },
  { name: 'US Airways', aliases: ['USAirways'] },
  { name: 'American', aliases: ['AmericanAir', 'American Airlines'], excludes: ['american express'] },
];
/** The day of the last tweets, and a range that contains all of them. */
const DAY = '2015-02-28';
const NO_MENTIONS = 'no subgraph imports airline tweets as mentions and counts brands in them: skipped';

interface Tweet {
  name: string;
  text: string;
  created: string;
}

/** Parses the file without our code: a quote opens and closes a field, and two are one. */
function readTweets(): Tweet[] {
  const rows = [[]] as string[][];
  let quoted = false;
  let field = '';
  const text = readFileSync(FILE, 'utf8');
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"' && quoted && text[at + 1] === '"') field += text[++at];
    else if (sign === '"') quoted = !quoted;
    else if (quoted || (sign !== ',' && sign !== '\n')) field += sign;
    else {
      rows.at(-1)!.push(field.replace(/\r$/, ''));
      field = '';
      if (sign === '\n') rows.push([]);
    }
  }
  const [head, ...body] = rows;
  const column = (name: string) => head!.indexOf(name);
  return body
    .filter((row) => row.length === head!.length)
    .map((row) => ({
      name: row[column('name')]!,
      text: row[column('text')]!,
      created: row[column('tweet_created')]!,
    }));
}

/** Names as whole words, those that derive from them included, and the beginnings of hashtags. */
const NAMES: readonly { words: string; hashtags: string; not?: string }[] = [
  { words: 'virgin[^]america|virgin[^]americas|virginamericas?', hashtags: 'virginamericas?' },
  {
    words: 'uniteds?|unitedairlines',
    hashtags: 'unitedairlines|uniteds?',
    not: 'united[^]states|man[^]united',
  },
  { words: 'southwests?|southwestairs?|southwestairlines', hashtags: 'southwest(?:airlines|airs?|s)?' },
  { words: 'deltas?|deltaairlines', hashtags: 'delta(?:airlines|s)?' },
  { words: 'us[^]airways|usairways', hashtags: 'usairways' },
  {
    words: 'american|americanairs?|americanairlines',
    hashtags: 'american(?:airlines|airs?)?',
    not: 'american[^]express',
  },
];
/** Endings by which a hashtag in lower case is a name and a word. */
const ENDINGS =
  's|apps?|tips?|hacks?|fails?|sucks|down|outage|support|love|lovers?|fans?|life|news|deals?|reviews?|community|users?|team|hq|official|alternatives?|templates?|setup|gate|day|week|challenge';

/**
 * Counts in a separate implementation: a tweet counts for an airline if it contains one of its
 * names as whole words, or a hashtag that is a name and another word.
 */
function countByScript(texts: readonly string[]): number[] {
  const letter = '[\\p{L}\\p{N}\\p{M}]';
  const whole = (pattern: string, flags: string) =>
    new RegExp(
      `(?<!${letter})(?:${pattern.replaceAll('[^]', '[^\\p{L}\\p{N}\\p{M}]+')})(?!${letter})(?![+#](?!\\p{L}))`,
      flags,
    );
  return NAMES.map(({ words, hashtags, not }) => {
    const name = whole(words, 'iu');
    const hashtag = new RegExp(`#(?i:${hashtags})(?:[\\p{Lu}\\p{N}]|(?i:${ENDINGS})(?!${letter}))`, 'u');
    return texts.filter((text) => {
      const rest = not ? text.replace(whole(not, 'giu'), ' ') : text;
      return name.test(rest) || hashtag.test(rest);
    }).length;
  });
}

const haveFile = existsSync(FILE);
(haveFile ? describe : describe.skip)('share of voice over the airline tweets of 2015', () => {
  let app: TestApp;
  let tweets: Tweet[];
  beforeAll(async () => {
    app = await startTestApp();
    tweets = readTweets();
  });
  afterAll(() => app.stop());

  /** Reads the query's newest snapshot over REST, brand by brand. */
  const overRest = async (id: string, key: string) => {
    const { json } = await http(app.url, `/api-intelligence?query_id=${id}`, { key });
    return Object.values(json.data.brands as Record<string, { mentions: number; sov_pct: number }>);
  };

  test('of the tweets as community posts, equals the script’s, and REST and GraphQL agree', async () => {
    const rows = tweets.map(({ name, text, created }, index) => {
      const [, date, month, year, time] = /^(\d+)-(\d+)-(\d+) (.*)$/.exec(created)!;
      return {
        url: `https://x.com/${encodeURIComponent(name)}/status/${index}`,
        title: '',
        body: text,
        author: name,
        source: 'x',
        posted_at: new Date(`${year}-${month}-${date}T${time}Z`),
      };
    });
    expect(rows.length).toBeGreaterThan(14_000);
    for (let start = 0; start < rows.length; start += 2_000)
      await importPosts(app.database, app.workspaceId, rows.slice(start, start + 2_000));
    const id = await createQuery(app, AIRLINES, { communities: ['x'], rangeDays: 60 });
    const { snapshot } = await capture(app, id, DAY);
    const counts = snapshot.brands.map(({ mentions }: { mentions: number }) => mentions);
    expect(counts).toEqual(countByScript(tweets.map(({ text }) => text)));
    const percents = snapshot.brands.map(({ percent }: { percent: number }) => percent);
    const total = counts.reduce((sum: number, each: number) => sum + each, 0);
    expect(percents).toEqual(counts.map((each: number) => Math.round((each * 1_000) / total) / 10));
    const rest = await overRest(id, await app.key('community-tracker'));
    expect(rest).toEqual(
      counts.map((mentions: number, index: number) => ({ mentions, sov_pct: percents[index] })),
    );
  });

  test('of the tweets as mentions, equals the script’s, and REST and GraphQL agree', async () => {
    const kind = subgraphs.flatMap(({ imports }) => imports).find(({ name }) => name === 'mentions');
    const preset = Object.keys(kind?.presets ?? {}).find((name) => name.includes('airline'));
    const counting = app.app.graph.internal.schema.getQueryType()!.getFields()['mentionBrandCounts'];
    if (!preset || !counting) return void process.stderr.write(`${NO_MENTIONS}\n`);
    const args = [
      'import',
      'mentions',
      FILE,
      '--workspace',
      'theirs',
      '--preset',
      preset,
      '--dataset',
      'airlines',
      '--json',
    ];
    const { code, stderr } = await runCommand(args, { env: { DATABASE_URL: app.database.url } });
    expect([code, stderr]).toEqual([0, '']);
    const key = await app.key('native', { workspaceId: app.otherId });
    const id = await createQuery(app, AIRLINES, { rangeDays: 60, key });
    const { data } = await app.graphql(
      `mutation ($id: ID!, $date: Date) { captureSnapshot(queryId: $id, date: $date) {
        ... on SnapshotCaptured { snapshot { brands { mentions percent positivePercent } } } } }`,
      { id, date: DAY },
      key,
    );
    const { brands } = data.captureSnapshot.snapshot;
    expect(brands.map(({ mentions }: { mentions: number }) => mentions)).toEqual(
      countByScript(tweets.map(({ text }) => text)),
    );
    expect(
      brands.every(({ positivePercent }: { positivePercent: number | null }) => positivePercent !== null),
    ).toBe(true);
    const rest = await overRest(id, await app.key('community-tracker', { workspaceId: app.otherId }));
    expect(rest).toEqual(
      brands.map(({ mentions, percent }: { mentions: number; percent: number }) => ({
        mentions,
        sov_pct: percent,
      })),
    );
  });
});
