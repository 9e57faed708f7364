/**
 * `node measure.ts JSON` with { mode, file, databaseUrl, workspaceId }: runs one part of an import
 * and prints { rows, seconds }. `unscored` reads, validates and writes as the command does, with
 * the same analysis for every post; `scoring` only scores the posts. It imports internals of the
 * posts subgraph, which has no public import without scoring.
 */
import { runImport } from '@tributary/kit/import';
import { kyselyFor, openDatabase } from '@tributary/kit/postgres';
import { openServices, silentLog, testConfig } from '@tributary/kit/testing';
import { posts } from '@tributary/posts';
import {
  type NewCommunityPost,
  upsertCommunityPosts,
} from '../../../subgraphs/posts/src/community/data/write-community-posts.ts';
import { rulesEngine } from '../../../subgraphs/posts/src/community/scoring/index.ts';
import type { Tables } from '../../../subgraphs/posts/src/data/tables.ts';
import { tenantTables } from '../../../subgraphs/posts/src/data/tables.ts';
import { generatePosts } from '../harness/generate-posts.ts';

interface Options {
  mode: 'unscored' | 'scoring';
  rows: number;
  file: string;
  databaseUrl: string;
  workspaceId: string;
}

/** The batch size for scoring in an import. */
const BATCH = 500;

const options = JSON.parse(process.argv[2]!) as Options;
const measured = options.mode === 'scoring' ? await score(options) : await importUnscored(options);
process.stdout.write(`${JSON.stringify(measured)}\n`);

async function score({ rows }: Options) {
  const all = [...generatePosts(rows)].map((post) => ({
    ...post,
    source: 'reddit',
    comments: post.comment_count,
  }));
  const start = performance.now();
  let scored = 0;
  for (let at = 0; at < all.length; at += BATCH)
    scored += (await rulesEngine.score(all.slice(at, at + BATCH))).length;
  return { rows: scored, seconds: (performance.now() - start) / 1_000 };
}

async function importUnscored({ databaseUrl, workspaceId, file }: Options) {
  const config = testConfig({ DATABASE_URL: databaseUrl });
  const database = await openDatabase(config, silentLog);
  const stop = () => database.stop();
  const subgraph = posts.open(openServices({ url: databaseUrl, config, database, stop }));
  const { parse } = subgraph.beginImport('posts', workspaceId, { source: 'reddit' }, undefined);
  const { fields } = posts.imports.find(({ name }) => name === 'posts')!;
  const [analysis] = await rulesEngine.score([{ title: 'Any post', body: '', source: 'reddit', kind: 'p' }]);
  const scope = { db: kyselyFor<Tables>(database.pool, 'posts', tenantTables), workspaceId };
  const report = await runImport<NewCommunityPost>({
    file,
    fields,
    parse: parse as (record: never) => NewCommunityPost,
    write: (batch) =>
      upsertCommunityPosts(
        scope,
        batch.map((post) => ({ post, analysis: analysis! })),
      ),
  });
  await stop();
  return { rows: report.inserted, seconds: report.seconds };
}
