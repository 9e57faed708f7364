import type { Pool } from 'pg';
import { ANALYSIS_VERSION } from '../../../subgraphs/mentions/src/analysis/index.ts';

/** Workspaces, the first by far the largest: their sizes follow Zipf's law. */
export const WORKSPACES = 50;

/** The id of the workspace of a rank; 1 is the largest. */
export function workspaceOf(rank: number): string {
  return `00000000-0000-4000-8000-${String(rank).padStart(12, '0')}`;
}

/** Returns how many of `total` mentions each workspace has, largest first. */
export function sizes(total: number): number[] {
  const weights = Array.from({ length: WORKSPACES }, (_, rank) => 1 / (rank + 1));
  const sum = weights.reduce((one, other) => one + other, 0);
  return weights.map((weight) => Math.max(1, Math.round((total * weight) / sum)));
}

/** Columns of generated mentions, without the workspace. */
export const MENTION_COLUMNS = `id, source, external_id, url, title, text, author, media, views,
  views_estimated, likes, num_comments, shares, engagement_rate, country_code, posted_at, dataset_run_at, dataset_ids,
  collection_ids, sentiment, sentiment_score, emotions, intention, tone, hook, cta, topics, questions, brands, entities,
  analysis_version, likes_change, views_change, tags, search`;

/**
 * Selects mentions FROM to TO, generated in SQL with a realistic distribution: a year, few sources,
 * many topics of which a few are common, rare words, metrics that are often unknown and seldom
 * large, a tenth in two runs. `hash(n, k)` is reproducible randomness. The analysis is current;
 * otherwise a measured server would be analysing them again.
 */
export function selectMentions(from: string, to: string): string {
  return `
select 'post_' || lpad(n::text, 20, '0'), source, n::text, 'https://a.example/' || n, null, words,
  jsonb_build_object('handle', author, 'title', author), media, views, false, likes, comments, shares,
  case when views > 0 then round(likes::numeric / views, 3) end, country,
  timestamptz '2025-05-01' + (h1 % 31536000) * interval '1 second',
  timestamptz '2026-05-02' + (h1 % 40) * interval '1 hour', array[dataset], '{}'::text[],
  jsonb_build_object('negative', neg, 'neutral', 1 - neg - pos, 'positive', pos), pos - neg,
  '{"joy":0,"sadness":0,"anger":0,"fear":0,"surprise":0,"disgust":0,"neutral":0}'::jsonb || jsonb_build_object(emotion, 1), intention, tone, hook, cta, topics, '{}'::text[], brands, '{}'::text[], ${ANALYSIS_VERSION},
  case when h2 % 10 = 0 then (h3 % 2000) / 10.0 - 50 end, case when h2 % 10 = 0 then (h4 % 1000) / 10.0 end,
  array_remove(array['source:' || source, 'author:' || source || ':' || author, 'media:' || (media <> '[]'),
    'country:' || lower(country), 'dataset:' || dataset, 'sentiment:' || sentiment, 'emotion:' || emotion,
    'intention:' || intention, 'tone:' || tone, 'hook:' || lower(hook), 'cta:' || lower(cta)], null)
    || array(select 'topic:' || t from unnest(topics) t) || array(select 'brand:' || lower(b) from unnest(brands) b),
  search::tsvector
from generate_series(${from}::int, ${to}::int) n
cross join lateral (select abs(hashint4(n)) h1, abs(hashint4(n + 1000000007)) h2, abs(hashint4(n + 1500000001)) h3,
  abs(hashint4(-n)) h4, abs(hashint4(-n - 77)) h5) h
cross join lateral (select power(h1 / 2147483648.0, 4) z1, power(h3 / 2147483648.0, 3) z2) z
cross join lateral (select
  (array['reddit','reddit','reddit','tiktok','tiktok','youtube','instagram','instagram','linkedin','x'])[1 + h2 % 10] source,
  'ds_' || lpad((1 + floor(z2 * 12))::text, 20, '0') dataset,
  'author' || (h4 % 50000) author,
  case when h3 % 3 = 0 then '[{"type":"image","url":"https://a.example/1.jpg"}]'::jsonb else '[]'::jsonb end media,
  case when h3 % 4 > 0 then (100 / (0.00005 + z1))::bigint end views,
  case when h4 % 5 > 0 then (5 / (0.0002 + z1))::bigint end likes,
  case when h5 % 5 > 0 then (h5 % 500)::bigint end comments,
  case when h5 % 3 = 0 then (h3 % 200)::bigint end shares,
  case when h4 % 3 = 0 then (array['US','US','US','GB','DE','FR','IN','BR','JP','NZ'])[1 + h3 % 10] end country,
  (h2 % 50) / 100.0 neg, (h5 % 50) / 100.0 pos,
  (array['positive','negative','neutral','neutral'])[1 + h5 % 4] sentiment,
  (array['joy','neutral','neutral','neutral','anger','sadness','surprise','fear','disgust'])[1 + h1 % 9] emotion,
  (array['share_experience','complain','ask_question','promote','announce'])[1 + h4 % 7] intention,
  (array['casual','formal','humorous','angry'])[1 + h3 % 6] tone,
  case when h2 % 20 = 0 then 'Nobody tells you number ' || (h3 % 200) end hook,
  case when h3 % 20 = 0 then 'Link in bio ' || (h4 % 50) end cta,
  array['topic ' || floor(z1 * 3000)::int, 'topic ' || floor(z2 * 3000)::int] topics,
  case when h5 % 4 = 0 then array['Brand ' || floor(z1 * 400)::int] else '{}' end brands,
  'we had the nitro' || (h5 % 5000) || ' brew of word' || floor(z1 * 20000)::int || ' and word' || floor(z2 * 20000)::int
    || ' again ' || case when h4 % 400 = 0 then 'nitro' else 'plain' end words,
  format('''we'':1 ''had'':2 ''the'':3 ''nitro%s'':4 ''brew'':5 ''of'':6 ''word%s'':7 ''and'':8 ''word%s'':9 ''again'':10 ''%s'':11',
    h5 % 5000, floor(z1 * 20000)::int, floor(z2 * 20000)::int, case when h4 % 400 = 0 then 'nitro' else 'plain' end) search
) v`;
}

/** Mentions per statement. */
const STEP = 20_000;

const INSERT = `insert into mentions.mentions (workspace_id, ${MENTION_COLUMNS})
  select $1::uuid, v.* from (${selectMentions('$2', '$3')}) v`;

/** Fills a workspace with `size` mentions in 13 datasets. */
export async function fillWorkspace(
  pool: Pick<Pool, 'query'>,
  workspaceId: string,
  size: number,
): Promise<void> {
  await addNames(pool, [workspaceId]);
  for (let from = 1; from <= size; from += STEP)
    await pool.query(INSERT, [workspaceId, from, Math.min(size, from + STEP - 1)]);
}

/** Adds the datasets and the brand names of generated mentions to workspaces. */
export async function addNames(pool: Pick<Pool, 'query'>, workspaceIds: readonly string[]): Promise<void> {
  await pool.query(
    `insert into mentions.datasets (workspace_id, id, name, brands, created_at, updated_at)
     select workspace, 'ds_' || lpad(n::text, 20, '0'), 'dataset ' || n, '[]', now(), now()
     from unnest($1::uuid[]) workspace, generate_series(1, 13) n`,
    [workspaceIds],
  );
  await pool.query(
    `insert into mentions.brand_names
     select workspace, 'brand ' || n from unnest($1::uuid[]) workspace, generate_series(0, 399) n`,
    [workspaceIds],
  );
}

/** Fills the database with `total` mentions across all workspaces. */
export async function generate(pool: Pool, total: number, say: (line: string) => void): Promise<void> {
  const restore = await withoutIndexes(pool, 'mentions.mentions');
  for (const [index, size] of sizes(total).entries()) {
    await fillWorkspace(pool, workspaceOf(index + 1), size);
    if (index < 3) say(`workspace ${index + 1}: ${size} mentions`);
  }
  await restore();
  // Runs what autovacuum does on a long-running server.
  await pool.query('vacuum analyze mentions.mentions');
}

/** Drops what slows inserts into a table down; returns a function that restores it. */
export async function withoutIndexes(pool: Pick<Pool, 'query'>, table: string): Promise<() => Promise<void>> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass and not indisunique`,
    [table],
  );
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  return async () => {
    for (const { definition } of rows) await pool.query(definition);
  };
}
