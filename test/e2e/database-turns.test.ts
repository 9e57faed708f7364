import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, fillDemo, http, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';

/** Posts of the counting workspace: enough for a count to take noticeable time. */
const POSTS = 5_000;
const ALIASES = 50;

/** One request that counts all posts of its workspace fifty times. */
const counts = `{ ${Array.from(
  { length: ALIASES },
  (_, index) =>
    `c${index}: communityPosts(skip: ${index * 1_000}, first: 1) { totalCount(exact: true) nodes { id } }`,
).join(' ')} }`;

describe.each(LAYOUTS)('the connections of a pool, %s', (layout) => {
  let app: TestApp;
  let keys: { busy: string; rest: string; graphql: string };
  beforeAll(async () => {
    app = await startTestApp({ layout, settings: { GRAPHQL_MAX_COST: '1000000' } });
    keys = {
      busy: await app.key('native'),
      rest: await app.key('community-tracker', { workspaceId: app.otherId }),
      graphql: await app.key('native', { workspaceId: app.otherId }),
    };
    await fillDemo(app.database, app.workspaceId, new Date());
    const pool = app.database.database.openPool({ max: 1, statementTimeout: 0 });
    // Generated columns cannot be inserted.
    const { rows } = await pool.query(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
       where attrelid = 'posts.community_posts'::regclass and attnum > 0 and attgenerated = '' and not attisdropped`,
    );
    await pool.query(
      `insert into posts.community_posts (${rows[0].columns})
       select ${rows[0].columns} from (
         select (jsonb_populate_record(sample, jsonb_build_object(
           'id', gen_random_uuid(), 'url', sample.url || '?' || n, 'external_id', 'copy ' || n, 'search', ''))).*
         from posts.community_posts sample, generate_series(1, $2::int) n
         where sample.id = (select id from posts.community_posts where workspace_id = $1 limit 1)
       ) copies`,
      [app.workspaceId, POSTS],
    );
  });
  afterAll(() => app.stop());

  const waitingStatements = async () => {
    const { rows } = await app.database.database.pool.query(
      `select count(*) as count from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%community_posts%'`,
    );
    return rows[0].count as number;
  };

  test('are shared fairly with a workspace that could use them all', async () => {
    const blocker = await app.database.database.pool.connect();
    try {
      await blocker.query('begin; lock table posts.community_posts in access exclusive mode');
      const busy = [1, 2, 3].map(() => app.graphql(counts, {}, keys.busy));
      // Three for the first request, and six of ten for the whole workspace.
      await eventually(async () => expect(await waitingStatements()).toBe(6));
      const others = await Promise.all(
        Array.from({ length: 20 }, () => app.graphql('{ trackers { id } }', {}, keys.graphql)),
      );
      expect(others.filter(({ errors }) => errors)).toEqual([]);
      expect(await waitingStatements()).toBe(6);
      await blocker.query('rollback');
      for (const { data, errors } of await Promise.all(busy)) {
        expect(errors).toBeUndefined();
        expect(Object.keys(data)).toHaveLength(ALIASES);
      }
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  test('serve other workspaces while one counts its many posts fifty times per request', async () => {
    let over = false;
    const counting = app.graphql(counts, {}, keys.busy).finally(() => {
      over = true;
    });
    const statuses = new Set<number>();
    while (!over) {
      const answers = await Promise.all([
        http(app.url, '/api-posts?keyword=x', { key: keys.rest }),
        http(app.url, '/graphql?query={trackers{id}}', { key: keys.graphql }),
      ]);
      for (const { status, json } of answers) statuses.add(json.errors ? 500 : status);
    }
    const { data, errors } = await counting;
    expect(errors).toBeUndefined();
    expect(data.c49.totalCount).toBeGreaterThan(POSTS);
    expect([...statuses]).toEqual([200]);
  });
});
