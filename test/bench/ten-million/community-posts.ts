import { ANALYSIS_VERSION, rulesEngine } from '../../../subgraphs/posts/src/community/scoring/index.ts';

/** Columns of generated posts, without the workspace. */
export const POST_COLUMNS = `source, external_id, url, title, body, author, kind, posted_at, subreddit, points,
  comment_count, engagement_status, score, reason, intent, urgency, buying_stage, action, suggested_play,
  competitor_named, signals, analysis_engine, analysis_version, language, search`;

/**
 * Selects posts FROM to TO, as mentions are generated: a year, a few common words and many rare
 * ones, the words of mentions in the body. A fifth of each day's posts name the release of that
 * day, so that it trends; one post in a hundred is moved to the last day, so that small data sets
 * have enough of them. Most are still to be handled.
 */
export function selectPosts(from: string, to: string): string {
  return `
select source, n::text, 'https://forum.example/' || n, 'Which ' || topic || ' do you use', words, 'author' || (h4 % 50000),
  case when h2 % 4 = 0 then 'c' else 'p' end, timestamptz '2025-05-01' + elapsed * interval '1 second',
  case when source = 'reddit' then (array['SaaS','startups','marketing','selfhosted','Entrepreneur'])[1 + h4 % 5] end,
  (5 / (0.0002 + z1))::bigint, h5 % 500,
  case when h5 % 10 = 0 then (array['engaged','replied','dismissed'])[1 + h4 % 3] end,
  1 + (h3 % 91) / 10.0, 'Generated.', (array['buying','pain_point','question','comparison'])[1 + h3 % 8],
  (array['high','medium','low','low'])[1 + h4 % 4], (array['aware','aware','evaluating','deciding'])[1 + h5 % 4],
  (array['engage','monitor','ignore','ignore'])[1 + h3 % 4], '',
  case when h3 % 10 = 0 then 'Brand ' || floor(z1 * 400)::int end,
  case when h4 % 6 = 0 then '[{"name":"budget_mentioned","evidence":"budget"}]'::jsonb else '[]'::jsonb end,
  '${rulesEngine.name}', ${ANALYSIS_VERSION}, case when h4 % 10 > 0 then 'en' end,
  format('''=Which'':1A ''which'':1A ''%s'':2B ''do'':3B ''you'':4B ''use'':5B ''we'':22 ''compared'':23 ''%s'':24 ''with'':25 ''word%s'':26 ''and'':27 ''%s'':28',
    topic, nitro, floor(z1 * 20000)::int, last)::tsvector
from generate_series(${from}::int, ${to}::int) n
cross join lateral (select abs(hashint4(n)) h1, abs(hashint4(n + 1000000007)) h2, abs(hashint4(n + 1500000001)) h3,
  abs(hashint4(-n)) h4, abs(hashint4(-n - 77)) h5) h
cross join lateral (select case when n % 100 = 0 then 364 * 86400 + h1 % 86400 else h1 % 31536000 end elapsed) t
cross join lateral (select power(h1 / 2147483648.0, 4) z1, power(h3 / 2147483648.0, 3) z2) z
cross join lateral (select
  (array['reddit','reddit','reddit','hackernews','hackernews','bluesky'])[1 + h2 % 6] source,
  (array['tool','service','vendor','library'])[1 + h5 % 4] topic,
  case when h4 % 400 = 0 then 'nitro' else 'nitro' || h5 % 5000 end nitro,
  case when h3 % 5 = 0 then 'release' || translate((elapsed / 86400)::text, '0123456789', 'abcdefghij')
    else 'word' || floor(z2 * 20000)::int end last) w
cross join lateral (select
  'we compared ' || nitro || ' with word' || floor(z1 * 20000)::int || ' and ' || last words) v`;
}
