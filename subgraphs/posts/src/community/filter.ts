import { invalidInput } from '@tributary/kit';
import { checkKeyword } from '../keyword.ts';
import type { CommunityPostFilter } from './data/community-post-filter.ts';

const MOST_VALUES = 100;

/** Members of the filter that are names of the caller's own. */
const NAMES = ['subreddit', 'author', 'competitor', 'signal'] as const;

/** What a list of community posts is asked with. */
export interface FilterArguments {
  readonly filter?: Omit<CommunityPostFilter, 'search'> | null;
  readonly search?: string | null;
}

/** Checks what the types of the SDL do not say; INVALID_INPUT names the member at fault. */
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
