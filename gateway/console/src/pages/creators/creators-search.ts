import type { KnownCreator } from './creator-operations.ts';

/** Maximum number of creators that are compared. */
export const MOST_COMPARED = 5;

/** What identifies a creator. */
export type CreatorKey = Pick<KnownCreator, 'platform' | 'username'>;

/** The state of the page, which the address holds. */
export interface CreatorsSearch {
  /** Address of the profile that is looked up. */
  readonly url?: string;
  /** A part of the names in the list. */
  readonly q?: string;
  /** Creators that are compared, as `X:ada,TIKTOK:ben`. */
  readonly compare?: string;
}

/** Reads the state from the parameters of the address. */
export function parseCreatorsSearch(parameters: Record<string, unknown>): CreatorsSearch {
  const texts = ['url', 'q', 'compare'].map((name) => [name, parameters[name]] as const);
  const given = texts.filter(([, value]) => typeof value === 'string' && value);
  return Object.fromEntries(given) as CreatorsSearch;
}

/** Returns the creators that are compared. */
export function comparedIn({ compare = '' }: CreatorsSearch): CreatorKey[] {
  const keys = compare.split(',').map((key) => /^([A-Z]+):(.+)$/.exec(key));
  return keys
    .filter((found) => found !== null)
    .slice(0, MOST_COMPARED)
    .map(([, platform, username]) => ({ platform, username }) as CreatorKey);
}

/** Adds a creator to those that are compared, or removes it; undefined if none is left. */
export function toggleCompared(search: CreatorsSearch, key: CreatorKey): string | undefined {
  const keys = comparedIn(search);
  const isOther = (one: CreatorKey) => one.platform !== key.platform || one.username !== key.username;
  const others = keys.filter(isOther);
  const next = others.length < keys.length ? others : [...keys, key];
  return next.map(({ platform, username }) => `${platform}:${username}`).join(',') || undefined;
}
