import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { runImport } from '@tributary/kit/import';
import { openServices } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';

/** A marker in every text that the other workspace imports. */
const MARK = 'quokka';
const AT = '2026-04-01T00:00:00Z';

/** A row about a public subject for every kind of import, by the kind's name. */
const SAMPLES: Readonly<Record<string, { options: Record<string, string>; row: object }>> = {
  posts: {
    options: { source: 'reddit' },
    row: { url: 'https://example.org/public', title: MARK, body: MARK, author: MARK, posted_at: AT },
  },
  'x-posts': {
    options: { account: 'public_account' },
    row: { post_id: '4711', content: MARK, posted_at: AT, likes: 999_999 },
  },
  mentions: {
    options: { dataset: MARK },
    row: { external_id: '4711', source: 'tiktok', text: MARK, author: MARK, posted_at: AT },
  },
  creators: {
    options: { platform: 'twitter' },
    row: { username: 'public_account', full_name: MARK, bio: MARK, followers: 999_999 },
  },
  'creator-posts': {
    options: { platform: 'twitter' },
    row: {
      url: 'https://x.com/public_account/status/4711',
      username: 'public_account',
      description: MARK,
      likes: 999_999,
      created_at: AT,
    },
  },
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

async function* bytesOf(row: object): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(row)}\n`);
}

const kinds = subgraphs.flatMap((subgraph) => subgraph.imports.map((kind) => ({ subgraph, kind })));

test.each(kinds.map((each) => [each.kind.name, each] as const))(
  'an import of %s is visible only to its workspace',
  async (name, { subgraph, kind }) => {
    // A new kind of import needs a sample here.
    const { options, row } = SAMPLES[name]!;
    const target = subgraph
      .open({
        ...openServices(app.database),
        graph: {
          ask: async () =>
            ({ intelligenceQueries: { nodes: [], pageInfo: { hasNextPage: false } } }) as never,
        },
      })
      .beginImport(name, app.otherId, options, undefined, `${MARK}.ndjson`);
    const report = await runImport({
      ...target,
      file: bytesOf(row),
      format: 'ndjson',
      fields: kind.fields,
      onReject: ({ reason }) => {
        throw new Error(reason);
      },
    });
    await target.finish?.({ report });
    expect(report.inserted).toBe(1);
    expect(await sharedRowsWith(MARK)).toEqual([]);
    expect(await sharedRowsWith('999999')).toEqual([]);
  },
);

test('another workspace that reads the same subjects sees nothing of the imports', async () => {
  const key = await app.key('native', { workspaceId: app.workspaceId });
  const ask = (query: string) => app.graphql(query, {}, key);
  await ask('mutation { followAccount(username: "public_account") { __typename } }');
  const answers = await Promise.all(
    [
      '{ xPosts { nodes { content likes } } xPost(id: "4711") { content } imports { nodes { file } } }',
      '{ communityPosts { nodes { title author } } }',
      '{ mentions { nodes { text } } datasets { nodes { name } } }',
      '{ creator(platform: X, username: "public_account") { fullName bio } }',
      '{ postStats(url: "https://x.com/public_account/status/4711") { likes } }',
    ].map(ask),
  );
  for (const answer of answers) {
    expect(JSON.stringify(answer)).not.toContain(MARK);
    expect(JSON.stringify(answer)).not.toContain('999999');
    expect(JSON.stringify(answer)).not.toContain('GRAPHQL_VALIDATION_FAILED');
  }
});

/** Finds the rows of all tables without a tenant that contain a text. */
async function sharedRowsWith(text: string): Promise<unknown[]> {
  const { pool } = app.database.database;
  const tables = subgraphs.flatMap(({ name, tables }) => tables.shared.map((table) => `${name}.${table}`));
  expect(tables).toContain('posts.x_posts');
  const found = await Promise.all(
    tables.map((table) =>
      pool.query(`select $2 as table, t.* from ${table} t where to_jsonb(t)::text like '%' || $1 || '%'`, [
        text,
        table,
      ]),
    ),
  );
  return found.flatMap(({ rows }) => rows);
}
