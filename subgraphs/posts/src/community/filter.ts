import { invalidInput } from '@tributary/kit';
import { checkKeyword } from '../keyword.ts';
import type { CommunityPostFilter } from './data/community-post-filter.ts';

const MOST_VALUES = 100;

/** Filter members that take free-form names or ids. */
const NAMES = ['subreddit', 'author', 'competitor', 'signal', 'language', 'trackers', 'ids'] as const;

/** Filter arguments of community post queries. */
export interface FilterArguments {
  readonly filter?: Omit<CommunityPostFilter, 'search'> | null;
  readonly search?: string | null;
}

/**
 * Validates what the SDL's types cannot express; throws INVALID_INPUT naming the invalid member.
 */
export function checkFilter({ filter, search }: FilterArguments): CommunityPostFilter {
  const { keyword, minScore, from, to } = filter ?? {};
  if (minScore != null && !(minScore >= 1 && minScore <= 10))
    throw invalidInput('filter.minScore', '`filter.minScore` must be a number from 1 to 10.');
  if (from && to && from > to)
    throw invalidInput('filter.from', '`filter.from` must not be after `filter.to`.');
  const names = NAMES.map((name) => [name, filter?.[name] && checkNames(`filter.${name}`, filter[name])]);
  return {
    ...filter,
    ...Object.fromEntries(names),
    keyword: keyword == null ? null : checkKeyword('filter.keyword', keyword),
    search: search == null ? null : checkKeyword('search', search),
  };
}

function checkNames(field: string, names: readonly string[]): string[] {
  if (names.length > MOST_VALUES)
    throw invalidInput(field, `\`${field}\` must have at most ${MOST_VALUES} values, got ${names.length}.`);
  return names.map((name) => checkKeyword(field, name));
}
