import type { Item, Source } from '@tributary/platforms';
import type { Kysely } from 'kysely';
import type { Match } from '../data/matches.ts';
import { type ChangedQuery, listChangedQueries } from '../data/queries.ts';
import type { Tables } from '../data/tables.ts';
import { Matcher } from '../matcher/matcher.ts';
import { readItem } from '../matching/read-item.ts';
import { matchReasons } from '../matching/reasons.ts';
import { parseQuery } from '../query/parser.ts';
import { matchable } from './matchable.ts';
import { type ActiveQuery, type Target, targetsOf, targetText } from './targets.ts';

/** The active queries of all workspaces, kept up to date with the database. */
export interface ActiveQueries {
  /** Loads the queries that have changed since the last call. */
  refresh(): Promise<void>;
  /** Returns the matches of an item. */
  match(item: Item): Omit<Match, 'item'>[];
  /** Returns what must be read of a platform. */
  targetsOf(platform: string, source: Source): readonly Target[];
  /** Lists the workspaces that a target is read for. */
  workspacesOf(platform: string, source: Source, target: Target): readonly string[];
}

/** Opens the active queries; `refresh` loads them. */
export function openActiveQueries(db: Kysely<Tables>): ActiveQueries {
  const matcher = new Matcher();
  const queries = new Map<string, ActiveQuery>();
  const targets = new Map<string, { readonly version: number; readonly list: readonly Target[] }>();
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

  return {
    async refresh() {
      const changed = await listChangedQueries(db, mark);
      mark = changed.mark;
      for (const query of changed.queries) apply(query);
      if (changed.queries.length > 0) version += 1;
    },
    match(item) {
      const read = readItem(matchable(item));
      return matcher.match(read).flatMap(({ id, plan }) => {
        const { workspaceId, id: queryId, consumer, platforms, languages } = queries.get(id)!;
        if (platforms !== null && !platforms.includes(item.platform)) return [];
        if (languages !== null && !(read.language !== null && languages.includes(read.language))) return [];
        return [{ workspaceId, queryId, consumer, reasons: matchReasons(plan, read)! }];
      });
    },
    targetsOf(platform, source) {
      const known = targets.get(platform);
      if (known?.version === version) return known.list;
      const list = targetsOf(platform, source, queries.values());
      targets.set(platform, { version, list });
      return list;
    },
    workspacesOf(platform, source, target) {
      const wanted = targetText(target);
      const mine = [...queries.values()].filter((query) =>
        targetsOf(platform, source, [query]).some((each) => targetText(each) === wanted),
      );
      return [...new Set(mine.map(({ workspaceId }) => workspaceId))];
    },
  };
}
