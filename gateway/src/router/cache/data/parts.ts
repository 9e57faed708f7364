import { type Kysely, sql } from 'kysely';
import type { CachedPart, Invalidation } from '../../../graph/index.ts';

/** `router_cache`: parts of responses that several routers share. */
export interface CacheTables {
  parts: { key: string };
  state: { id: number; version: string };
}

/** A part to store, looked for when nothing after `version` had been invalidated. */
export interface WrittenPart {
  readonly key: string;
  readonly version: string;
  readonly services: readonly string[];
  readonly representation: CachedPart['representation'];
  readonly tags: readonly string[];
  /** JSON. */
  readonly value: string;
  /** Seconds. */
  readonly maxAge: number;
  readonly clientAge: number;
  readonly isPrivate: boolean;
  readonly isPublic: boolean;
}

/** A stored part with the seconds that it has left. */
export type StoredPart = Omit<WrittenPart, 'version' | 'representation'> & {
  readonly representation: Record<string, unknown> | null;
};

/** What a process tells the others. */
export interface InvalidationNotice {
  /** The version that the invalidation has led to. */
  readonly version: string;
  readonly which: Invalidation;
  /** The id of the process that has sent the notice. */
  readonly sender: string;
}

type Db = Kysely<CacheTables>;

/** The channel on which invalidations are announced. */
export const CHANNEL = 'router_cache';
/** The longest text of a notification, in bytes. */
const LONGEST_NOTICE = 7_900;

/** Finds parts that have not expired, and the version before which they were stored. */
export async function findParts(
  db: Db,
  keys: readonly string[],
): Promise<{ readonly version: string; readonly parts: readonly StoredPart[] }> {
  const { rows } = await sql<StoredPart & { version: string; key: string | null }>`
    select version::text, key, services, representation, tags, value, client_age as "clientAge",
      is_private as "isPrivate", is_public as "isPublic",
      floor(extract(epoch from expires_at - clock_timestamp()))::int as "maxAge"
    from router_cache.state
    left join router_cache.parts
      on key = any(${[...keys]}) and expires_at >= clock_timestamp() + interval '1 second'
    where id = 1`.execute(db);
  const [first] = rows;
  if (!first) throw new Error('The table router_cache.state is empty.');
  return { version: first.version, parts: rows.filter(({ key }) => key !== null) };
}

/**
 * Stores parts, except those that were looked for before the last invalidation. The lock of the
 * state keeps an invalidation from missing parts that are not committed yet.
 */
export async function upsertParts(db: Db, parts: readonly WrittenPart[]): Promise<void> {
  const rows = parts.map((part) => ({ ...part, bytes: part.value.length }));
  await sql`
    with current as (select version from router_cache.state where id = 1 for share)
    insert into router_cache.parts
      (key, services, representation, tags, value, client_age, is_private, is_public, bytes, expires_at)
    select distinct on (key) key, services, nullif(representation, 'null'::jsonb), tags, value, "clientAge",
      "isPrivate", "isPublic", bytes, clock_timestamp() + make_interval(secs => "maxAge")
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as part (
      key text, version bigint, services text[], representation jsonb, tags text[], value text, "clientAge" int,
      "isPrivate" boolean, "isPublic" boolean, bytes int, "maxAge" double precision
    )
    join current using (version)
    order by key
    on conflict (key) do update set
      services = excluded.services, representation = excluded.representation, tags = excluded.tags,
      value = excluded.value, client_age = excluded.client_age, is_private = excluded.is_private,
      is_public = excluded.is_public, bytes = excluded.bytes, expires_at = excluded.expires_at`.execute(db);
}

/**
 * Deletes parts, and tells all processes by which one; returns the number of parts that had not
 * expired.
 */
export function deleteInvalidated(db: Db, which: Invalidation, sender: string): Promise<number> {
  return db.transaction().execute(async (inside) => {
    const { rows: states } = await sql<{ version: string }>`
      update router_cache.state set version = version + 1 where id = 1 returning version::text`.execute(
      inside,
    );
    const { rows } = await sql<{ count: number }>`
      with deleted as (delete from router_cache.parts where ${concerned(which)} returning expires_at)
      select count(*) filter (where expires_at > clock_timestamp())::int as count from deleted`.execute(
      inside,
    );
    const notice = noticeOf({ version: states[0]!.version, which, sender });
    await sql`select pg_notify(${CHANNEL}, ${notice})`.execute(inside);
    return rows[0]!.count;
  });
}

/** As in memory: anything but an entity may contain any entity of its subgraphs. */
function concerned(which: Invalidation) {
  if ('tag' in which) return sql`tags @> array[${which.tag.toLowerCase()}]`;
  const ofSubgraph = sql`services @> array[${which.subgraph}]`;
  if (which.type === undefined) return ofSubgraph;
  const entity = JSON.stringify({ ...which.key, __typename: which.type });
  return sql`${ofSubgraph} and (representation is null or representation @> ${entity}::jsonb)`;
}

/** A notice that is too long invalidates the whole subgraph. */
function noticeOf({ which, ...notice }: InvalidationNotice): string {
  const text = JSON.stringify({ ...notice, which });
  if (Buffer.byteLength(text) <= LONGEST_NOTICE || 'tag' in which) return text;
  return JSON.stringify({ ...notice, which: { subgraph: which.subgraph } });
}

/** Returns the version, which each invalidation increases. */
export async function findVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select version::text from router_cache.state where id = 1`.execute(db);
  return rows[0]!.version;
}

/**
 * Deletes parts that have expired, and of the others those that expire first until the bounds are
 * kept. One process at a time does so.
 */
export async function sweepParts(
  db: Db,
  { maxRows, maxBytes }: { readonly maxRows: number; readonly maxBytes: number },
): Promise<void> {
  await db.transaction().execute(async (inside) => {
    const { rows } = await sql<{ taken: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('router_cache.sweep', 0)) as taken`.execute(inside);
    if (!rows[0]!.taken) return;
    await sql`delete from router_cache.parts where expires_at <= clock_timestamp()`.execute(inside);
    await sql`
      delete from router_cache.parts where key in (
        select key from (
          select key, row_number() over kept as number, sum(bytes) over kept as total
          from router_cache.parts
          window kept as (order by expires_at desc, key rows unbounded preceding)
        ) as ranked
        where number > ${maxRows} or total > ${maxBytes}
      )`.execute(inside);
  });
}
