import { listOf, present } from './parameters.ts';
import { type DateRange, RANGE_PARAMETERS, rangeBetween } from './range.ts';

/** Query parameters that become an `XPostFilter`; each route documents some of them. */
interface PostParameters extends DateRange {
  readonly account_id?: number | undefined;
  readonly username?: string | undefined;
  readonly account?: string | undefined;
  readonly query?: string | undefined;
  readonly keywords?: string | undefined;
  readonly hashtag?: string | undefined;
  readonly hashtags?: string | undefined;
  readonly mention?: string | undefined;
  readonly mentions?: string | undefined;
  readonly time_range?: string | undefined;
  readonly min_likes?: number | undefined;
  readonly min_retweets?: number | undefined;
  readonly min_replies?: number | undefined;
  readonly is_thread?: boolean | undefined;
  readonly thread_id?: string | undefined;
}

/** Parameters of a filter field whose name differs, in order of preference. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  ...RANGE_PARAMETERS,
  accountId: ['account_id'],
  username: ['username', 'account'],
  phrase: ['query'],
  hashtags: ['hashtag', 'hashtags'],
  mentions: ['mention', 'mentions'],
  within: ['time_range'],
  minLikes: ['min_likes'],
  minRetweets: ['min_retweets'],
  minReplies: ['min_replies'],
  threadStarters: ['is_thread'],
  threadId: ['thread_id'],
};

/** Returns the `XPostFilter` of a request. */
export function postFilter(input: PostParameters): Record<string, unknown> {
  return {
    accountId: input.account_id,
    username: present(input.username) ?? present(input.account),
    phrase: present(input.query),
    keywords: present(input.keywords),
    hashtags: listOf('hashtag', input.hashtag) ?? listOf('hashtags', input.hashtags),
    mentions: listOf('mention', input.mention) ?? listOf('mentions', input.mentions),
    within: input.time_range?.toUpperCase(),
    ...rangeBetween(input),
    minLikes: input.min_likes,
    minRetweets: input.min_retweets,
    minReplies: input.min_replies,
    threadStarters: input.is_thread || undefined,
    threadId: present(input.thread_id),
  };
}

/**
 * Maps a filter field to the parameter of the route that sets it, so that errors name what the
 * caller sent.
 */
export function filterPlaces(parameters: object): (argument: string) => string {
  return (argument) => {
    const field = argument.replace(/^filter\./, '');
    return PARAMETERS[field]?.find((parameter) => parameter in parameters) ?? field;
  };
}
