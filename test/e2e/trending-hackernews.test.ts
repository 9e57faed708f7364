import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importPosts, startTestApp, type TestApp } from '@tributary/test/support';

const FILE = fileURLToPath(new URL('../../../shared/data/hackernews-2016.csv', import.meta.url));

/** Reads id, title, author and time of the stories without our code. */
function readStories() {
  return readFileSync(FILE, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line) => {
      const found = /^(\d+),(.*),[^,]*,\d+,\d+,([^,]+),(\d+)\/(\d+)\/(\d+) (\d+):(\d+)$/.exec(line);
      if (!found) return [];
      const [, id, title, author, month, day, year, hour, minute] = found;
      const posted = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
      return [
        { id: id!, title: title!.replace(/^"|"$/g, '').replaceAll('""', '"'), author: author!, posted },
      ];
    });
}

(existsSync(FILE) ? describe : describe.skip)('weekly trends of Hacker News in 2016', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    const rows = readStories().map(({ id, title, author, posted }) => ({
      url: `https://news.ycombinator.com/item?id=${id}`,
      title,
      author,
      source: 'hackernews',
      posted_at: new Date(posted),
    }));
    expect(rows.length).toBeGreaterThan(20_000);
    for (let start = 0; start < rows.length; start += 2_000)
      await importPosts(app.database, app.workspaceId, rows.slice(start, start + 2_000));
  });
  afterAll(() => app?.stop());

  const trends = async (at: string, window = 'WEEK') => {
    const { data, errors } = await app.graphql(
      `{ trendingTopics(first: 10, window: ${window}, at: "${at}T12:00:00Z") {
           topic score count historyWeeks communityPosts(first: 3) { totalCount nodes { title postedAt } } } }`,
    );
    expect(errors).toBeUndefined();
    return data.trendingTopics as {
      topic: string;
      count: number;
      historyWeeks: number;
      communityPosts: { totalCount: number; nodes: { title: string; postedAt: string }[] };
    }[];
  };

  test.each([
    ['2016-06-27', /brexit|leave eu/],
    ['2016-04-08', /panama papers/],
    ['2016-04-08', /minimum wage/],
    ['2016-02-20', /fbi/],
  ])('the week that ends on %s brings up %s', async (day, topic) => {
    const found = await trends(day);
    expect(found.map((each) => each.topic)).toContainEqual(expect.stringMatching(topic));
    for (const each of found) expect(each).toMatchObject({ historyWeeks: 8 });
  });

  test('each topic has the posts of its window that made it', async () => {
    const [first] = await trends('2016-04-08');
    expect(first!.communityPosts.totalCount).toBeGreaterThanOrEqual(first!.count);
    for (const { postedAt } of first!.communityPosts.nodes)
      expect(Date.parse(postedAt)).toBeGreaterThanOrEqual(Date.parse('2016-04-02T00:00:00Z'));
  });

  test('a window of the first weeks says how short its history is', async () => {
    const found = await trends('2015-09-12');
    for (const { historyWeeks } of found) expect(historyWeeks).toBeLessThanOrEqual(2);
  });
});
