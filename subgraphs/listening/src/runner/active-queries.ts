import type { Item, Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import type { Match } from '../data/matches.ts';
import { type ChangedQuery, listChangedQueries } from '../data/queries.ts';
import type { NeededTarget } from '../data/sources/positions.ts';
import type { Tables } from '../data/tables.ts';
import { Matcher } from '../matcher/matcher.ts';
import { matchable } from '../matching/matchable.ts';
import { isInLanguages, readItem } from '../matching/read-item.ts';
import { matchReasons } from '../matching/reasons.ts';
import { parseQuery } from '../query/parser.ts';
import { type ActiveQuery, targetsOf, targetText } from './targets.ts';

/** The active queries of all workspaces, kept up to date with the database. */
export interface ActiveQueries {
  /** Loads the queries that have changed since the last call. */
  refresh(): Promise<void>;
  /**
   * Returns the matches of an item with the queries that need the target that it was read from.
   * Other queries must not receive it: it would tell what another workspace searches and follows.
   */
  match(item: Item, from: QueriedTarget): Omit<Match, 'item'>[];
  /** Returns what must be read of a platform; the same array until a query changes. */
  targetsOf(platform: string, source: Source): readonly NeededTarget[];
  /** Lists the queries that a target is read for. */
  needing(target: QueriedTarget): readonly ActiveQuery[];
}

/** A target of an open source. */
export interface QueriedTarget {
  readonly platform: string;
  readonly source: Source;
  /** As it is stored, see `targetText`. */
  readonly target: string;
}

/** Opens the active queries; `refresh` loads them. */
export function openActiveQueries(db: Kysely<Tables>): ActiveQueries {
  const matcher = new Matcher();
  const queries = new Map<string, ActiveQuery>();
  const needs = new Map<string, Needs & { readonly version: number }>();
  let mark: string | null = null;
  let version = 0;

  const apply = (query: ChangedQuery): void => {
    const key = `${query.workspaceId} ${query.id}`;
    // A newer version of the product may have stored a query that this one cannot parse.
    const parsed = query.active ? parseQuery(query.query).query : null;
    if (parsed) {
      matcher.set(key, parsed);
      queries.set(key, { ...query, parsed });
    } else {
      matcher.delete(key);
      queries.delete(key);
    }
  };

  const needsOf = (platform: string, source: Source): Needs => {
    const known = needs.get(platform);
    if (known?.version === version) return known;
    const found = { ...findNeeds(platform, source, queries), version };
    needs.set(platform, found);
    return found;
  };

  return {
    async refresh() {
      const changed = await listChangedQueries(db, mark);
      mark = changed.mark;
      for (const query of changed.queries) apply(query);
      if (changed.queries.length > 0) version += 1;
    },
    match(item, { platform, source, target }) {
      const needing = needsOf(platform, source).queries.get(target);
      if (!needing) return [];
      const read = readItem(matchable(item));
      return matcher.match(read).flatMap(({ id, plan }) => {
        if (!needing.has(id)) return [];
        const { workspaceId, id: queryId, consumer, languages } = queries.get(id)!;
        if (!isInLanguages(read, languages)) return [];
        return [{ workspaceId, queryId, consumer, reasons: matchReasons(plan, read)! }];
      });
    },
    targetsOf: (platform, source) => needsOf(platform, source).targets,
    needing({ platform, source, target }) {
      const keys = needsOf(platform, source).queries.get(target) ?? [];
      return [...keys].map((key) => queries.get(key)!);
    },
  };
}

/** What is read of a platform, and the keys of the queries that need each target. */
interface Needs {
  readonly targets: readonly NeededTarget[];
  readonly queries: ReadonlyMap<string, ReadonlySet<string>>;
}

function findNeeds(platform: string, source: Source, queries: ReadonlyMap<string, ActiveQuery>): Needs {
  const since = new Map<string, Date>();
  const needing = new Map<string, Set<string>>();
  for (const [key, query] of queries)
    for (const each of targetsOf(platform, source, [query])) {
      const target = targetText(each);
      const known = since.get(target);
      if (!known || known < query.changedAt) since.set(target, query.changedAt);
      needing.set(target, (needing.get(target) ?? new Set()).add(key));
    }
  return { targets: [...since].map(([target, time]) => ({ target, since: time })), queries: needing };
}
