import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type InboxVariables, newestQuery } from '../inbox-operations.ts';

const POLL_MS = 20_000;

/**
 * Counts the posts that appeared since the list was read, at most 50. They are shown only when the
 * person asks for them, so that rows do not move.
 */
export function useNewPosts({ filter, search }: InboxVariables, generation: number): number {
  const client = useClient();
  const known = useRef<ReadonlySet<string> | null>(null);
  const [found, setFound] = useState(0);
  const key = JSON.stringify({ filter, search });
  // biome-ignore lint/correctness/useExhaustiveDependencies: A generation starts the count again.
  useEffect(() => {
    known.current = null;
    setFound(0);
    let isCurrent = true;
    const poll = async () => {
      if (document.hidden || !navigator.onLine) return;
      const { data } = await client.query(newestQuery, JSON.parse(key)).toPromise();
      const ids = data?.communityPosts?.nodes.map(({ id }) => id);
      if (!ids || !isCurrent) return;
      known.current ??= new Set(ids);
      const before = known.current;
      // Handled posts leave the newest 50, and older ones that take their place are not new.
      const lastKnown = ids.findLastIndex((id) => before.has(id));
      setFound(ids.slice(0, lastKnown + 1).filter((id) => !before.has(id)).length);
    };
    poll();
    const timer = setInterval(poll, POLL_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [client, key, generation]);
  return found;
}
