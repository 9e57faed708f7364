import { counterIn, upstreamMetrics } from '@tributary/kit/http-client';
import { openXTimelines, type XPageRequest, type XTimelinePost } from '@tributary/platforms';
import type { AccountOfX } from '../data/x-refreshes.ts';
import type { FromX } from '../post.ts';
import { readTags } from '../post-tags.ts';
import type { Resource } from './x-prices.ts';

/** A page of posts ready to store, with the resources X charges for. */
export interface XPage {
  readonly posts: FromX[];
  readonly reads: Resource[];
  /** The start of the next page; null after the last one. */
  readonly next: string | null;
}

/** The part of the X API that refreshes use. */
export interface XSource {
  /** Finds an account; null if X has no account with this username. */
  findAccount(username: string, signal: AbortSignal): Promise<AccountOfX | null>;
  /** Lists posts of an account, newest first. */
  listPosts(accountId: string, page: XPageRequest, signal: AbortSignal): Promise<XPage>;
  /** Counts spent dollars in the metrics. */
  charged(dollars: number): void;
}

const COST = 'tributary_x_cost_dollars_total';

/** Creates the X client; null without a token. */
export function openX(
  settings: Parameters<typeof openXTimelines>[0],
  registry: Parameters<typeof upstreamMetrics>[0],
  clock: () => number,
): XSource | null {
  const timelines = openXTimelines(settings, upstreamMetrics(registry), clock);
  if (!timelines) return null;
  const cost = counterIn(
    registry,
    COST,
    "US dollars spent on posts of X since this process began, by X's price list.",
  );
  return {
    findAccount: (username, signal) => timelines.findAccount(username, signal),
    async listPosts(accountId, page, signal) {
      const { posts, reads, next } = await timelines.listPosts(accountId, page, signal);
      return {
        posts: posts.map(toFacts),
        reads: reads.map(({ kind, id }): Resource => `${kind}:${id}`),
        next,
      };
    },
    charged: (dollars) => cost.inc(dollars),
  };
}

function toFacts({ urls, ...post }: XTimelinePost): FromX {
  const tags = readTags(post.content);
  return { origin: 'x', ...post, ...tags, urls: urls ?? tags.urls };
}
