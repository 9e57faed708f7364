import { rm } from 'node:fs/promises';
import pg from 'pg';
import { checkInterrupted } from '../harness/children.ts';
import { say } from '../harness/report.ts';
import { addNames, MENTION_COLUMNS, selectMentions, withoutIndexes } from '../mentions/generate.ts';
import { POST_COLUMNS, selectPosts } from './community-posts.ts';
import type { Sizes } from './data-set.ts';

/** A table to fill: its rows are generated once, for the largest workspace; others have fewer. */
interface Generated {
  readonly table: string;
  readonly columns: string;
  readonly select: (from: string, to: string) => string;
}

const MENTIONS: Generated = {
  table: 'mentions.mentions',
  columns: MENTION_COLUMNS,
  select: selectMentions,
};
const POSTS: Generated = { table: 'posts.community_posts', columns: POST_COLUMNS, select: selectPosts };

/** Fills an empty database; the largest workspace has a tenth of the rows. */
export async function fill(url: string, largest: string, sizes: Sizes): Promise<void> {
  const others = await addWorkspaces(url, sizes.workspaces - 1);
  const workspaces = [largest, ...others];
  await Promise.all([
    copy(url, MENTIONS, rowsOf(workspaces, sizes.mentions)),
    copy(url, POSTS, rowsOf(workspaces, sizes.posts)),
  ]);
}

/** The first workspace has a tenth of the rows, the others by Zipf's law. */
export function rowsOf(workspaces: readonly string[], total: number): Map<string, number> {
  const most = Math.round(total / 10);
  const weights = workspaces.map((_, rank) => (rank === 0 ? 0 : 1 / (rank + 10)));
  const sum = weights.reduce((one, other) => one + other, 0);
  return new Map(
    workspaces.map((id, rank) => [
      id,
      rank === 0 ? most : Math.min(most, Math.round(((total - most) * weights[rank]!) / sum)),
    ]),
  );
}

async function addWorkspaces(url: string, count: number): Promise<string[]> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into access.workspaces (name) select 'generated ' || n from generate_series(1, $1::int) n
       returning workspace_id as id`,
      [count],
    );
    return rows.map(({ id }) => id);
  });
}

/**
 * Generates the rows of the largest workspace and copies as many of them as each workspace has:
 * frozen, which makes a vacuum unnecessary, and before the indexes.
 */
async function copy(url: string, { table, columns, select }: Generated, counts: Map<string, number>) {
  await connected(url, async (client) => {
    const [most] = counts.values();
    await client.query('set synchronize_seqscans = off');
    await client.query(`create temp table generated as select ${columns} from ${table} limit 0`);
    await client.query(`insert into generated (${columns}) ${select('1', String(most!))}`);
    say(`  ${most} different rows of ${table}`);
    if (table === MENTIONS.table) await addNames(client, [...counts.keys()]);
    const { rows } = await client.query<{ file: string }>(
      `select current_setting('data_directory') || '/' || $1::text || '.copy' as file`,
      [table],
    );
    const { file } = rows[0]!;
    await client.query('begin');
    // COPY writes frozen rows only into a table that is empty since the start of the transaction.
    await client.query(`truncate ${table} cascade`);
    const restore = await withoutIndexes(client, table);
    for (const [id, count] of counts) {
      checkInterrupted();
      await client.query(
        `copy (select '${id}'::uuid, ${columns} from generated limit ${count}) to '${file}' (format binary)`,
      );
      await client.query(`copy ${table} (workspace_id, ${columns}) from '${file}' (format binary, freeze)`);
    }
    await rm(file, { force: true });
    say(`  copied into ${table}`);
    await restore();
    await client.query('commit');
    await client.query(`vacuum analyze ${table}`);
  });
}

/** Runs work on a connection of its own. */
export async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
