/**
 * `node serve-plain.ts JSON` with { port, databaseUrl, workspaceId }: a handwritten handler for
 * this one URL, with Fastify, Kysely and pg; no keys, limits or validation. It queries the page and
 * the count as Tributary does.
 */
import Fastify from 'fastify';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';

interface Tables {
  community_posts: Record<string, unknown>;
}

interface Query {
  keyword: string;
  limit: string;
}

const { port, databaseUrl, workspaceId } = JSON.parse(process.argv[2]!) as {
  port: number;
  databaseUrl: string;
  workspaceId: string;
};
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, options: '-c timezone=UTC' });
const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema('posts');
const app = Fastify();

app.get<{ Querystring: Query }>('/api-posts', async ({ query }) => {
  const limit = Number(query.limit);
  const [rows, total] = await Promise.all([page(query.keyword, limit), count(query.keyword)]);
  const data = rows.map(toPost);
  const { keyword } = query;
  return { data, meta: { total, returned: data.length, limit, offset: 0, keyword, filters_applied: {} } };
});
await app.listen({ port, host: '127.0.0.1' });

function matching(keyword: string) {
  const phrase = keyword.toLowerCase().split(' ');
  const words = phrase.map((word) => `'${word}'`).join(' <-> ');
  return db
    .selectFrom('community_posts')
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`search @@ ${words}::tsquery`);
}

function page(keyword: string, limit: number) {
  return matching(keyword)
    .select(['url', 'title', 'body', 'author', 'source', 'kind', 'posted_at', 'score', 'reason'])
    .select(['intent', 'urgency', 'buying_stage', 'action', 'suggested_play', 'competitor_named'])
    .select(['signals', 'engagement_status', 'subreddit'])
    .orderBy('posted_at', 'desc')
    .orderBy('url')
    .orderBy('id')
    .limit(limit)
    .execute();
}

async function count(keyword: string) {
  const row = await matching(keyword).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return row.count;
}

function toPost(row: Record<string, unknown>) {
  return {
    url: row['url'],
    title: row['title'],
    body: row['body'],
    author: row['author'],
    source: row['source'],
    kind: row['kind'],
    posted_at: (row['posted_at'] as Date).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    ai_score: row['score'],
    ai_reason: row['reason'],
    intent: row['intent'],
    urgency: row['urgency'],
    buying_stage: row['buying_stage'],
    action_type: row['action'],
    suggested_play: row['suggested_play'],
    competitor_named: row['competitor_named'],
    buying_signals: (row['signals'] as { name: string }[]).map(({ name }) => name),
    engagement_status: row['engagement_status'],
    subreddit: row['subreddit'],
  };
}
