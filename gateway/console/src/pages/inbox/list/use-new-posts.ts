import type { ResultOf } from 'gql.tada';
import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { follow } from '../../../graph/index.ts';
import { useOnline, useVisible } from '../../../ui/presence.ts';
import { type InboxVariables, matchedSubscription, newestQuery } from '../inbox-operations.ts';

/**
 * Counts the posts that appeared since the list was read, at most 50. They are shown only when the
 * person asks for them, so that rows do not move.
 */
export function useNewPosts({ filter, search }: InboxVariables, generation: number): number {
  const client = useClient();
  const known = useRef<Known | null>(null);
  const [found, setFound] = useState(0);
  const isOnline = useOnline();
  const isFollowing = useVisible() && isOnline;
  const key = JSON.stringify({ filter, search });
  // biome-ignore lint/correctness/useExhaustiveDependencies: A generation starts the count again.
  useEffect(() => {
    known.current = null;
    setFound(0);
  }, [key, generation]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: A generation starts the count again.
  useEffect(() => {
    if (!isFollowing) return;
    const ending = new AbortController();
    const { signal } = ending;
    const variables = JSON.parse(key) as Pick<InboxVariables, 'filter' | 'search'>;
    const check = async () => {
      const { data } = await client.query(newestQuery, variables).toPromise();
      const newest = data?.communityPosts;
      if (!newest || signal.aborted) return;
      known.current ??= knownOf(newest);
      setFound(newest.nodes.filter((post) => isNew(post, known.current!)).length);
    };
    // What is known is as old as the list, which is being read; not as old as the stream.
    check();
    follow(client, {
      subscription: matchedSubscription,
      variables: { trackers: variables.filter?.trackers ?? null },
      check,
      signal,
    });
    return () => ending.abort();
  }, [client, key, generation, isFollowing]);
  return found;
}

type Newest = NonNullable<ResultOf<typeof newestQuery>['communityPosts']>;

/** The newest posts when the list was read. */
interface Known {
  readonly ids: ReadonlySet<string>;
  /** Time of the oldest of them; null if there were no older posts. */
  readonly since: string | null;
}

function knownOf({ nodes, pageInfo }: Newest): Known {
  const since = pageInfo.hasNextPage ? (nodes.at(-1)?.postedAt ?? null) : null;
  return { ids: new Set(nodes.map(({ id }) => id)), since };
}

/** Returns whether a post has appeared; older ones only take the places of handled posts. */
function isNew({ id, postedAt }: Newest['nodes'][number], { ids, since }: Known): boolean {
  return !ids.has(id) && (since === null || Date.parse(postedAt) > Date.parse(since));
}
