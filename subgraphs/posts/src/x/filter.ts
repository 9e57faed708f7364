import { DAY, invalidInput } from '@tributary/kit';
import { checkKeyword } from '../keyword.ts';
import type { XPostSelection } from './data/x-posts.ts';

/** `XPostFilter` of the SDL. */
export interface XPostFilter
  extends Pick<
    XPostSelection,
    'keywords' | 'phrase' | 'minLikes' | 'minRetweets' | 'minReplies' | 'threadStarters' | 'threadId'
  > {
  username?: string | null;
  accountId?: number | null;
  hashtags?: readonly string[] | null;
  mentions?: readonly string[] | null;
  within?: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR' | null;
  from?: string | null;
  to?: string | null;
  since?: Date | null;
  before?: Date | null;
}

const DAYS = { DAY: 1, WEEK: 7, MONTH: 30, YEAR: 365 };
const MOST_TAGS = 20;

/**
 * Validates what the SDL's types cannot express, except the account; throws INVALID_INPUT naming
 * the invalid member.
 */
export function selectionOf(filter: XPostFilter, now: Date): Omit<XPostSelection, 'accountId'> {
  const { keywords, phrase, threadId, within } = filter;
  const { since, before } = rangeOf(filter);
  for (const name of ['minLikes', 'minRetweets', 'minReplies'] as const)
    if ((filter[name] ?? 0) < 0)
      throw invalidInput(`filter.${name}`, `\`filter.${name}\` must not be negative.`);
  if (threadId != null && !/^\d{1,20}$/.test(threadId))
    throw invalidInput('filter.threadId', '`filter.threadId` must be the id of a post of X.');
  const days = !since && !before && within ? DAYS[within] : null;
  const selection = {
    keywords: keywords == null ? null : checkKeyword('filter.keywords', keywords),
    phrase: phrase == null ? null : checkKeyword('filter.phrase', phrase),
    hashtags: tags('hashtags', '#', filter.hashtags),
    mentions: tags('mentions', '@', filter.mentions),
    minLikes: filter.minLikes ?? null,
    minRetweets: filter.minRetweets ?? null,
    minReplies: filter.minReplies ?? null,
    threadStarters: filter.threadStarters ?? null,
    threadId: threadId ?? null,
  };
  if (threadId != null) return selection;
  return {
    ...selection,
    since: since ?? (days ? new Date(now.getTime() - days * DAY) : null),
    before,
  };
}

/**
 * Combines the days and times of a filter into one range; throws INVALID_INPUT if it ends before it
 * begins.
 */
function rangeOf(filter: XPostFilter): { since: Date | null; before: Date | null } {
  const { from, to } = filter;
  if (from && to && from > to)
    throw invalidInput('filter.from', '`filter.from` must not be after `filter.to`.');
  const since = latest(from ? new Date(`${from}T00:00:00Z`) : null, filter.since);
  const before = latest(to ? new Date(Date.parse(`${to}T00:00:00Z`) + DAY) : null, filter.before, -1);
  if (since && before && since > before)
    throw invalidInput('filter.since', '`filter.since` must not be after `filter.before`.');
  return { since, before };
}

/** Returns the later of two optional times, or the earlier with a sign of -1. */
function latest(one: Date | null, other: Date | null | undefined, sign = 1): Date | null {
  if (!one || !other) return one ?? other ?? null;
  return sign * (one.getTime() - other.getTime()) > 0 ? one : other;
}

function tags(name: 'hashtags' | 'mentions', sign: string, given: readonly string[] | null | undefined) {
  if (!given) return null;
  const field = `filter.${name}`;
  if (given.length > MOST_TAGS) throw invalidInput(field, `\`${field}\` must have at most ${MOST_TAGS}.`);
  return given.map(
    (each) =>
      `${sign}${checkKeyword(field, each)
        .replace(/^[#＃@＠]/, '')
        .toLowerCase()}`,
  );
}
