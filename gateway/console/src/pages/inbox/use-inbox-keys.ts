import { useMemo } from 'react';
import { useClient } from 'urql';
import type { Shortcuts } from '../../frame/index.ts';
import { isWebAddress } from '../../ui/links.tsx';
import { postQuery } from './inbox-operations.ts';
import type { InboxPosts } from './list/use-inbox-posts.ts';
import type { PostActions } from './use-post-actions.ts';

interface InboxKeysOptions {
  readonly posts: InboxPosts;
  readonly selected: string | null;
  readonly actions: PostActions;
  readonly select: (id: string | undefined) => void;
  readonly showNew: () => void;
  readonly showKeys: () => void;
  readonly saveView: () => void;
  /** Marks a post, or removes its mark. */
  readonly mark: (id: string) => void;
}

const focus = (id: string) => document.getElementById(id)?.focus();

/** Returns the keys of the inbox. */
export function useInboxKeys(options: InboxKeysOptions): Shortcuts {
  const { posts, selected, actions, select, showNew, showKeys, saveView, mark } = options;
  const client = useClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: The functions follow from these two.
  return useMemo(() => {
    const { rows } = posts;
    const index = rows.findIndex(({ id }) => id === selected);
    const current = rows[index];
    const step = (by: number) => {
      const neighbour = rows[index + by];
      if (neighbour) select(neighbour.id);
    };
    const next = () => step(1);
    const previous = () => step(-1);
    const open = async () => {
      const { data } = await client.query(postQuery, { id: selected! }).toPromise();
      const url = data?.communityPost?.url;
      if (url && isWebAddress(url)) window.open(url, '_blank', 'noopener,noreferrer');
    };
    return {
      j: next,
      k: previous,
      ArrowDown: next,
      ArrowUp: previous,
      e: () => current && actions.setStatus(current, 'ENGAGED'),
      d: () => current && actions.setStatus(current, 'DISMISSED'),
      r: () => focus('reply'),
      s: () => document.getElementById('schedule-reply')?.click(),
      m: () => focus('correct-relevance'),
      o: () => selected && open(),
      n: showNew,
      v: saveView,
      x: () => {
        if (!current) return;
        mark(current.id);
        next();
      },
      '/': () => focus('inbox-search'),
      '?': showKeys,
    };
  }, [posts.rows, selected]);
}
