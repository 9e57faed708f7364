import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, http, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';

const DEADLINE = 3_000;
/** Time limit of a cancellation, in seconds: far less than `statement_timeout`, which is 30 s. */
const EARLY = 20;

/** A request whose caller has disconnected must not keep PostgreSQL busy. */
describe.each(LAYOUTS)('a request that has ended, %s', (layout) => {
  let app: TestApp;
  let key: string;
  beforeAll(async () => {
    const settings = { DATABASE_POOL: '4', REQUEST_DEADLINE_MS: String(DEADLINE) };
    app = await startTestApp({ layout, settings });
    key = await app.key('native');
  });
  afterAll(() => app.stop());

  /** Locks a table while `work` runs, which blocks all readers and writers. */
  async function whileLocked<Result>(table: string, work: () => Promise<Result>): Promise<Result> {
    const blocker = await app.database.database.pool.connect();
    try {
      await blocker.query(`begin; lock table ${table} in access exclusive mode`);
      return await work();
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  }

  /**
   * The statements of requests that wait for a table. Jobs also read all workspaces, whenever they
   * are due.
   */
  async function waiting(): Promise<string[]> {
    const { rows } = await app.database.database.pool.query(
      `select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and query not like 'select distinct "workspace_id" %'`,
    );
    return rows.map(({ query }) => query);
  }

  /** Sends a request, and disconnects when `until` resolves. */
  async function hangUp(bytes: string, until: () => Promise<void>): Promise<void> {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    await until();
    socket.destroy();
    await once(socket, 'close');
  }

  const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\n\r\n`;
  const post = (query: string) => {
    const body = JSON.stringify({ query });
    return `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };

  test.each([
    ['over REST', 'posts.community_posts', () => get('/api-posts?keyword=x')],
    ['over GraphQL', 'posts.trackers', () => post('{ trackers { id } }')],
    [
      'that writes',
      'publishing.post_audit',
      () => post('mutation { createPost(input: { body: "never" }) { __typename } }'),
    ],
    ['that counts by way of the graph', 'posts.community_posts', () => post('{ trendingTopics { id } }')],
  ])('%s as its caller is gone ends in PostgreSQL too', async (_, table, bytes) => {
    await whileLocked(table, async () => {
      await hangUp(bytes(), () => eventually(async () => expect(await waiting()).not.toEqual([])));
      await eventually(async () => expect(await waiting()).toEqual([]), EARLY);
    });
  });

  test('at its deadline is cancelled in PostgreSQL too, and gets a response', async () => {
    await whileLocked('posts.community_posts', async () => {
      const answer = http(app.url, '/api-posts?keyword=x', { key });
      await eventually(async () => expect(await waiting()).not.toEqual([]));
      expect((await answer).json.error.code).toBe('INTERNAL_ERROR');
      await eventually(async () => expect(await waiting()).toEqual([]), EARLY);
    });
  });

  test('is the only one cancelled: others on its connections complete, and a write is applied fully or not at all', async () => {
    let over = false;
    const others = (async () => {
      const statuses = new Set<number>();
      while (!over) {
        const { status, json } = await http(app.url, '/graphql?query={trackers{id}}', { key });
        statuses.add(json.errors ? 500 : status);
      }
      return [...statuses];
    })();
    for (let round = 0; round < 15; round++)
      await whileLocked('posts.community_posts', () =>
        hangUp(get('/api-posts?keyword=x'), () =>
          eventually(async () => expect(await waiting()).not.toEqual([])),
        ),
      );
    over = true;
    expect(await others).toEqual([200]);
    const { rows } = await app.database.database.pool.query('select body from publishing.posts');
    expect(rows).toEqual([]);
  });
});
