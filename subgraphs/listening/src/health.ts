import {
  LISTENING_PLATFORMS,
  type ListeningPlatform,
  type PlatformSlug,
  platformOf,
  type Source,
} from '@tributary/platforms';
import type { ListeningQuery } from './data/queries.ts';
import { quotaLeft, type StoredBudget } from './data/sources/budgets.ts';
import type { PositionState } from './data/sources/positions.ts';
import type { StoredSource } from './data/sources/sources.ts';
import { parseQuery } from './query/parser.ts';
import { targetsOf, targetText } from './runner/targets.ts';

/** Whether a platform is read for a query. */
export type SourceState =
  /** It is read. */
  | 'ok'
  /** It has not been read yet. */
  | 'waiting'
  /** The last reading has failed. */
  | 'failing'
  /** It cannot be searched for this query, or only at named places. */
  | 'unsupported'
  /** A setting is missing, or listening is off. */
  | 'off';

/** The state of a platform, for one query or as a whole. */
export interface SourceHealth {
  readonly platform: string;
  readonly state: SourceState;
  readonly lastSuccess: Date | null;
  readonly nextAttempt: Date | null;
  /** Share of the vendor's quota, from 0 to 1 in tenths; null if the vendor has none. */
  readonly quotaLeft: number | null;
  /** The problem, or what is missing, in words; null if there is none. */
  readonly problem: string | null;
}

/** A query whose health is wanted. */
export interface HealthQuery extends Pick<ListeningQuery, 'query' | 'platforms' | 'places'> {
  /** When it was registered or last changed. */
  readonly since: Date;
}

/** What the health is derived from. */
export interface HealthFacts {
  readonly sources: ReadonlyMap<string, Source>;
  readonly positions: readonly PositionState[];
  /** The stored states of the sources. */
  readonly stored: readonly StoredSource[];
  readonly budgets: readonly StoredBudget[];
  readonly isOn: boolean;
  readonly now: number;
}

const OFF = 'Listening is off (TRIBUTARY_LISTENING).';

/** Returns the targets that a query needs, by platform; only of platforms that are open. */
export function targetsOfQuery(
  { query, platforms, places }: Pick<ListeningQuery, 'query' | 'platforms' | 'places'>,
  sources: ReadonlyMap<string, Source>,
): Map<string, string[]> {
  const parsed = parseQuery(query).query;
  if (!parsed) return new Map();
  const active = { query, platforms, places, parsed };
  return new Map(
    [...sources].map(([platform, source]) => [
      platform,
      targetsOf(platform, source, [active]).map(targetText),
    ]),
  );
}

/**
 * Returns the health of each platform that a query listens to. What happened before the query was
 * registered is left out: it would tell that another workspace has the same query.
 */
export function healthOf(query: HealthQuery, facts: HealthFacts): SourceHealth[] {
  const targets = targetsOfQuery(query, facts.sources);
  return LISTENING_PLATFORMS.filter((slug) => query.platforms?.includes(slug) ?? true).map((platform) => {
    const missing = missingOf(platform, facts);
    if (missing !== null) return without(platform, 'off', missing);
    const wanted = new Set(targets.get(platform));
    if (wanted.size === 0) return without(platform, 'unsupported', reasonOf(facts.sources.get(platform)!));
    const own = facts.positions.filter((each) => each.platform === platform && wanted.has(each.target));
    return healthFrom(platform, own, query.since, facts);
  });
}

function healthFrom(
  platform: ListeningPlatform,
  positions: readonly PositionState[],
  since: Date,
  facts: HealthFacts,
): SourceHealth {
  const read = positions.filter(({ lastSuccess }) => lastSuccess !== null && lastSuccess >= since);
  const lastFailure = facts.stored.find((each) => each.platform === platform)?.lastFailure ?? null;
  const hasFailed = lastFailure !== null && lastFailure >= since;
  const problem = hasFailed ? (positions.find((each) => each.problem !== null)?.problem ?? null) : null;
  const times = (list: readonly (Date | null)[]) => list.filter((time) => time !== null);
  const isKnown = read.length > 0 || problem !== null;
  return {
    platform,
    state: problem !== null ? 'failing' : read.length > 0 ? 'ok' : 'waiting',
    lastSuccess:
      times(read.map(({ lastSuccess }) => lastSuccess))
        .sort(byTime)
        .at(-1) ?? null,
    nextAttempt: isKnown ? (times(positions.map(({ dueAt }) => dueAt)).sort(byTime)[0] ?? null) : null,
    quotaLeft: roundedQuotaLeft(platform, facts),
    problem,
  };
}

/** The state of a platform as a whole. */
export interface OperatorSource extends SourceHealth {
  readonly isKeyless: boolean;
  /** What it needs, in words. */
  readonly requires: string;
}

/** Returns the state of every platform as a whole, for an operator. */
export function sourceStates(facts: Omit<HealthFacts, 'positions'>): OperatorSource[] {
  return LISTENING_PLATFORMS.map((platform) => {
    const { keyless: isKeyless, requires } = platformOf(platform).listen!;
    const missing = missingOf(platform, facts);
    if (missing !== null) return { ...without(platform, 'off', missing), isKeyless, requires };
    const known = facts.stored.find((each) => each.platform === platform);
    const problem = known?.problem ?? null;
    return {
      platform,
      state: problem !== null ? 'failing' : known?.lastSuccess ? 'ok' : 'waiting',
      lastSuccess: known?.lastSuccess ?? null,
      nextAttempt: known?.nextAttempt ?? null,
      quotaLeft: roundedQuotaLeft(platform, facts),
      problem,
      isKeyless,
      requires,
    };
  });
}

/** Returns what is missing for a platform to be read, as a sentence; null if nothing. */
export function missingOf(
  platform: PlatformSlug,
  { sources, isOn }: Pick<HealthFacts, 'sources' | 'isOn'>,
): string | null {
  const { name, listen } = platformOf(platform);
  if (!listen) return `Posts of ${name} cannot be read here.`;
  if (!isOn) return OFF;
  return sources.has(platform) ? null : `It needs ${listen.requires}.`;
}

function reasonOf({ places }: Source): string {
  return places
    ? 'It is read only at named places: add a feed or a community.'
    : 'The platform cannot be searched for this query.';
}

function without(platform: string, state: SourceState, problem: string): SourceHealth {
  return { platform, state, lastSuccess: null, nextAttempt: null, quotaLeft: null, problem };
}

/** Rounded, so that it does not tell how much other workspaces ask. */
function roundedQuotaLeft(
  platform: ListeningPlatform,
  { budgets, now }: Pick<HealthFacts, 'budgets' | 'now'>,
): number | null {
  const left = quotaLeft(platform, platformOf(platform).listen!.quota, budgets, now);
  return left === null ? null : Math.round(left * 10) / 10;
}

function byTime(a: Date, b: Date): number {
  return a.getTime() - b.getTime();
}
