import type { Written } from '@tributary/kit/import';
import { given, givenTexts, namesOf, rowText, type Scope } from '@tributary/kit/postgres';
import { searchVector } from '@tributary/kit/text';
import { sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import type { Analysis } from '../scoring/index.ts';

/** An attached picture or video. */
export interface PostMedia {
  readonly type: 'photo' | 'video' | 'gif';
  readonly url: string;
  /** Its description for people who cannot see it. */
  readonly alt: string | null;
}

/** A community post as published on its platform. */
export interface NewCommunityPost {
  source: string;
  /** The platform's id; if null, the url identifies the post. */
  externalId: string | null;
  url: string;
  title: string;
  body: string;
  link: string | null;
  /** Addresses that the text links to; none if they are unknown. */
  links?: readonly string[];
  media?: readonly PostMedia[];
  author: string;
  kind: 'p' | 'c';
  postedAt: Date;
  subreddit: string | null;
  points: number | null;
  commentCount: number | null;
  /** ISO 639-1 code that the platform or an import states; null if it must be detected. */
  language: string | null;
}

/** Columns of an analysis, with their PostgreSQL types. */
const ANALYSIS = {
  language: 'text',
  score: 'numeric',
  reason: 'text',
  intent: 'text',
  urgency: 'text',
  buying_stage: 'text',
  action: 'text',
  suggested_play: 'text',
  competitor_named: 'text',
  signals: 'jsonb',
  analysis_engine: 'text',
  analysis_version: 'integer',
} as const;

/**
 * Columns that a repeated import or reading may change; never what people decided: status and
 * corrections.
 */
const REPLACED = {
  url: 'text',
  title: 'text',
  body: 'text',
  link: 'text',
  links: 'jsonb',
  media: 'jsonb',
  author: 'text',
  kind: 'text',
  posted_at: 'timestamptz',
  subreddit: 'text',
  points: 'bigint',
  comment_count: 'bigint',
  stated_language: 'text',
  ...ANALYSIS,
  search: 'tsvector',
} as const;

/** Columns that identify a post within its workspace. */
const IDENTITY = { source: 'text', external_id: 'text' } as const;

const WRITTEN = { ...IDENTITY, ...REPLACED };
const replaced = namesOf(REPLACED);
const written = namesOf(WRITTEN);
const analysed = namesOf(ANALYSIS);

/** The order in which posts are locked and written, so that no two transactions deadlock. */
export const WRITING_ORDER = sql`(source || E'\\n' || external_id) collate "C"`;

/** A post with its analysis. */
export interface ScoredPost {
  readonly post: NewCommunityPost;
  readonly analysis: Analysis;
}

/** A scored post serialized as a row, with the key that identifies it. */
export interface ReadyPost {
  readonly identity: string;
  readonly row: string;
}

/**
 * Serializes a scored post. CPU work, done ahead of time so that the database does not wait for it.
 */
export function readyPost({ post, analysis }: ScoredPost): ReadyPost {
  const row = toRow(post, analysis);
  return { identity: `${row.source}\n${row.external_id}`, row: rowText(row) };
}

/** Serializes and upserts scored posts, see {@link upsertReadyPosts}. */
export function upsertCommunityPosts(
  scope: Scope<Tables>,
  posts: readonly ScoredPost[],
  importId: string | null = null,
): Promise<Written> {
  return upsertReadyPosts(scope, posts.map(readyPost), importId);
}

/**
 * Upserts posts with their analysis; unchanged posts are not written, and neither are those that
 * their platform has deleted. If a batch contains an identity (source and external id) more than
 * once, the last one wins. Inserted posts are linked to the import, if any.
 */
export async function upsertReadyPosts(
  scope: Scope<Tables>,
  posts: readonly ReadyPost[],
  importId: string | null = null,
): Promise<Written> {
  const rows = new Map(posts.map(({ identity, row }) => [identity, row]));
  // Consistent lock order prevents deadlocks.
  const inOrder = [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  if (rows.size === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const all = (table: string) => sql.join(replaced.map((column) => sql.ref(`${table}.${column}`)));
  const done = await scope.db
    .insertInto('community_posts')
    .columns(['workspace_id', 'import_id', ...written])
    .expression(
      scope.db
        .selectFrom(givenTexts(WRITTEN, inOrder))
        .select([
          sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'),
          sql<string | null>`${importId}::uuid`.as('import_id'),
          ...written,
        ]),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'source', 'external_id'])
        .doUpdateSet((eb) =>
          Object.fromEntries(replaced.map((column) => [column, eb.ref(`excluded.${column}`)])),
        )
        .where(sql<boolean>`(${all('community_posts')}) is distinct from (${all('excluded')})`)
        .where('community_posts.deleted_at', 'is', null),
    )
    .returning(sql<boolean>`xmax = 0`.as('inserted'))
    .execute();
  const inserted = done.filter((row) => row.inserted).length;
  return { inserted, updated: done.length - inserted, unchanged: posts.length - done.length };
}

/** What to do with rows that another transaction has locked. */
export type LockedRows = 'skip' | 'wait';

/** Hash of the text that an analysis is about. */
export const TEXT_HASH = sql<string>`md5(community_posts.title || E'\\n' || community_posts.body)`;

/** A post that was scored again. */
export interface RescoredPost {
  readonly id: string;
  /** {@link TEXT_HASH} of the text that was scored. */
  readonly textHash: string;
  readonly analysis: Analysis;
}

const RESCORED = { id: 'uuid', text_hash: 'text', ...ANALYSIS } as const;

/**
 * Replaces the analysis of rescored posts whose text is still the same; returns the number of posts
 * whose analysis is another. Posts are locked in the order in which an import writes them.
 */
export async function updateAnalyses(
  scope: Scope<Tables>,
  rescored: readonly RescoredPost[],
  locked: LockedRows,
): Promise<number> {
  const rows = rescored.map(({ id, textHash, analysis }) => ({
    id,
    text_hash: textHash,
    ...analysisColumns(analysis),
  }));
  const ids = sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`;
  const all = (table: string) => sql.join(analysed.map((column) => sql.ref(`${table}.${column}`)));
  const { numUpdatedRows } = await scope.db
    .with('available', (db) =>
      db
        .selectFrom('community_posts')
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', ids)
        .select('id')
        .orderBy(WRITING_ORDER)
        .forNoKeyUpdate()
        .$if(locked === 'skip', (query) => query.skipLocked()),
    )
    .updateTable('community_posts')
    .from(given(RESCORED, rows))
    .set((eb) => Object.fromEntries(analysed.map((column) => [column, eb.ref(`given.${column}`)])))
    .where('community_posts.workspace_id', '=', scope.workspaceId)
    .whereRef('community_posts.id', '=', 'given.id')
    .where('community_posts.deleted_at', 'is', null)
    .where('community_posts.id', 'in', (eb) => eb.selectFrom('available').select('available.id'))
    .where(sql<boolean>`community_posts.analysis_version <= given.analysis_version`)
    .where(sql<boolean>`${TEXT_HASH} = given.text_hash`)
    .where(sql<boolean>`(${all('community_posts')}) is distinct from (${all('given')})`)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

function toRow(post: NewCommunityPost, analysis: Analysis) {
  return {
    source: post.source,
    external_id: post.externalId ?? post.url,
    url: post.url,
    title: post.title,
    body: post.body,
    link: post.link,
    links: post.links ?? [],
    media: post.media ?? [],
    author: post.author,
    kind: post.kind,
    posted_at: post.postedAt,
    subreddit: post.subreddit,
    points: post.points,
    comment_count: post.commentCount,
    stated_language: post.language,
    ...analysisColumns(analysis),
    search: searchVector(post.title, post.body),
  } satisfies Record<keyof typeof WRITTEN, unknown>;
}

function analysisColumns(analysis: Analysis) {
  return {
    language: analysis.language,
    score: analysis.score,
    reason: analysis.reason,
    intent: analysis.intent,
    urgency: analysis.urgency,
    buying_stage: analysis.buyingStage,
    action: analysis.action,
    suggested_play: analysis.suggestedPlay,
    competitor_named: analysis.competitor,
    signals: analysis.signals,
    analysis_engine: analysis.engine,
    analysis_version: analysis.version,
  } satisfies Record<keyof typeof ANALYSIS, unknown>;
}
