import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import { EMOTIONS, SENTIMENTS } from '../../../mention.ts';
import type { Tag } from '../../../tags.ts';
import type { Tables } from '../../tables.ts';
import {
  aggregateOf,
  type Dimension,
  type Figure,
  figureOfStored,
  type MentionCount,
  STORED,
  type Stored,
  storedOf,
  sumOfStored,
} from '../mention-figures.ts';
import { ofDay, withUncounted } from './counted-days.ts';

/**
 * Kinds of tags that are counted by day: those with few values. A mention has at most one of each
 * kind, but may be in several datasets.
 */
const KINDS = [
  'source',
  'media',
  'country',
  'language',
  'sentiment',
  'emotion',
  'intention',
  'tone',
  'dataset',
];
const SHARED = 'dataset';

/** Dimensions by which the mentions with a tag are counted. */
const TAG_DIMENSIONS = ['day', 'sentiment', 'emotion'] as const satisfies readonly Dimension[];

type TagDimension = (typeof TAG_DIMENSIONS)[number];

/** A request for counts of the mentions with any of these tags; both ends are inclusive. */
export interface TagRequest {
  readonly by: TagDimension;
  readonly tags: readonly Tag[];
  readonly from: Date | null;
  readonly to: Date | null;
  readonly limit: number;
  readonly figures: readonly Figure[];
}

/** Whether counts of tags have the figures of a dimension. */
export function isTagDimension(by: Dimension, figures: readonly Figure[]): by is TagDimension {
  return by === 'day' || (figures.length === 0 && (TAG_DIMENSIONS as readonly Dimension[]).includes(by));
}

/** Whether the mentions with any of these tags can be added up from the counts of each tag. */
export function areCountedTags(tags: readonly Tag[]): boolean {
  const kinds = new Set(tags.map((tag) => tag.slice(0, tag.indexOf(':'))));
  const [kind] = kinds;
  if (kinds.size !== 1 || !KINDS.includes(kind!)) return false;
  return kind !== SHARED || new Set(tags).size === 1;
}

/** Counts the mentions of a day by their tags. */
export async function insertTagCounts({ db, workspaceId }: Scope<Tables>, day: string): Promise<void> {
  const columns = sql.join(STORED.map((name) => sql.ref(name)));
  const values = STORED.map((name) => sql`${aggregateOf(name)} as ${sql.ref(name)}`);
  await sql`insert into mentions.tag_counts (workspace_id, day, tag, mentions, ${columns})
    select ${workspaceId}::uuid, ${day}::date, tag, count(*), ${sql.join(values)}
    from mentions.mentions as mentions cross join lateral unnest(mentions.tags) as tag
    where mentions.workspace_id = ${workspaceId} and ${ofDay(day)}
      and split_part(tag, ':', 1) = any(${KINDS}::text[])
    group by tag`.execute(db);
}

/**
 * Counts mentions with any of some tags from the counts of whole days, and from the mentions of all
 * other time. One statement, so that no mention counts twice.
 */
export async function listTagCounts(
  scope: Scope<Tables>,
  request: TagRequest,
): Promise<{ counts: MentionCount[]; mentionsRead: number }> {
  const { by, limit, figures } = request;
  const values = figures.map((figure) => sql`${figureOfStored(figure)} as ${sql.ref(figure)}`);
  const rows = await withUncounted(scope, { from: request.from, end: endOf(request), tags: true })
    .with('parts', () => sql<{ read: number }>`(${partsOf(scope, request)})`)
    .with('keyed', () => sql<MentionCount>`(${by === 'day' ? byDay(request) : byValue(by)})`)
    .selectFrom('keyed')
    .where('keyed.count', '>', 0)
    .select(['keyed.key', sql<null>`null::text`.as('source'), 'keyed.count'])
    .select(sql<number>`(select coalesce(sum(read), 0)::bigint from parts)`.as('read'))
    .$if(values.length > 0, (query) =>
      query.select(figures.map((figure) => figureOfStored(figure).as(figure))),
    )
    .orderBy(by === 'day' ? 'keyed.key' : 'keyed.count', 'desc')
    .orderBy('keyed.key')
    .limit(limit)
    .execute();
  const counts = rows.map(({ read: _, ...count }) => count as unknown as MentionCount);
  return { counts, mentionsRead: rows[0]?.read ?? 0 };
}

function endOf({ to }: TagRequest): RawBuilder<Date> {
  return sql<Date>`coalesce(${to}::timestamptz, 'infinity')`;
}

/** The stored columns that a request adds up. */
function columnsOf({ by, figures }: TagRequest): Stored[] {
  return by === 'day' ? storedOf(figures) : storedOf(by === 'emotion' ? ['emotions'] : SENTIMENTS);
}

/** Selects the counts of days and of parts of days, and how many mentions were read for each. */
function partsOf({ workspaceId }: Scope<Tables>, request: TagRequest): RawBuilder<unknown> {
  const columns = columnsOf(request);
  const stored = columns.map((name) => sql`, ${sql.ref(name)}`);
  const read = columns.map((name) => sql`, ${aggregateOf(name)} as ${sql.ref(name)}`);
  const tags = sql`${[...new Set(request.tags)]}::text[]`;
  return sql`select day, mentions, 0 as read${sql.join(stored, sql``)}
    from mentions.tag_counts
    where workspace_id = ${workspaceId} and tag = any(${tags}) and day in (select day from counted)
    union all
    select found.day, found.mentions, found.mentions${sql.join(stored, sql``)}
    from uncounted cross join lateral (
      select (mentions.posted_at at time zone 'UTC')::date as day, count(*)::integer as mentions${sql.join(read, sql``)}
      from mentions.mentions as mentions
      where mentions.workspace_id = ${workspaceId} and mentions.tags && ${tags}
        and mentions.posted_at >= uncounted.starts and mentions.posted_at < uncounted.ends
        and mentions.posted_at <= ${endOf(request)}
      group by 1
    ) as found`;
}

function byDay(request: TagRequest): RawBuilder<unknown> {
  const sums = columnsOf(request).map((name) => sql`, ${sumOfStored(name)} as ${sql.ref(name)}`);
  return sql`select to_char(day, 'YYYY-MM-DD') as key, sum(mentions)::bigint as count${sql.join(sums, sql``)}
    from parts group by 1`;
}

/** Selects the number of mentions of each sentiment or emotion. */
function byValue(by: 'sentiment' | 'emotion'): RawBuilder<unknown> {
  const values = by === 'sentiment' ? SENTIMENTS : EMOTIONS;
  const columns = values.map((value) => sql.ref(by === 'sentiment' ? value : `emotion_${value}`));
  return sql`select key, sum(number)::bigint as count
    from parts cross join lateral unnest(${[...values]}::text[], array[${sql.join(columns)}]) as each(key, number)
    group by key`;
}
