import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useGraph } from '../../graph/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { ExternalLink } from '../../ui/links.tsx';
import { Pager } from '../../ui/list/pager.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { PlatformMark } from '../../ui/platform.tsx';
import { Time } from '../../ui/time.tsx';
import { count, countTotal } from '../../ui/words.ts';
import { countedQuery } from './share-operations.ts';

interface CountedPostsProps {
  /** Id of the comparison. */
  readonly id: string;
  readonly date: string;
  readonly brand: string;
  readonly onClose: () => void;
}

/** The very posts that were counted for a brand, newest first. */
export function CountedPosts({ id, date, brand, onClose }: CountedPostsProps) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const loaded = useGraph(countedQuery, { id, date, brand, after: cursors.at(-1) ?? null });
  return (
    <section aria-label={`Posts about ${brand}`} className="card min-w-0">
      <div className="flex items-center justify-between border-b border-line py-2 pr-2 pl-4">
        <h2>Posts about {brand}</h2>
        <IconButton icon="close" label="Close the posts" onClick={onClose} />
      </div>
      <LoadedContent loaded={loaded} what="posts">
        {({ intelligenceQuery }) => {
          const share = intelligenceQuery?.snapshot?.brand;
          if (!share) return <p className="p-4 text-muted">This count does not have the brand.</p>;
          const { communityPosts: posts, mentions } = share.brand;
          return (
            <>
              <p className="px-4 pt-3 text-[12px] text-muted">
                {count(share.mentions, 'text')} counted: {countTotal(posts, 'community post')} and{' '}
                {countTotal(mentions, 'mention')}. A text that is both counts once.
              </p>
              <ul>
                {posts.nodes.map((post) => (
                  <Row key={post.id} source={post.source} at={post.postedAt}>
                    <Link
                      to="/inbox"
                      search={{ status: 'all', post: post.id }}
                      className="min-w-0 truncate hover:underline"
                    >
                      {post.title || post.body}
                    </Link>
                  </Row>
                ))}
                {mentions.nodes.map((mention) => (
                  <Row key={mention.id} source={mention.source} at={mention.postedAt}>
                    <span className="min-w-0 truncate">
                      <ExternalLink url={mention.url ?? ''}>{mention.title || mention.text}</ExternalLink>
                    </span>
                  </Row>
                ))}
              </ul>
              <div className="px-4 py-2">
                <Pager
                  cursors={cursors}
                  onChange={setCursors}
                  pageInfo={posts.pageInfo}
                  previous="Newer posts"
                  next="Older posts"
                />
              </div>
            </>
          );
        }}
      </LoadedContent>
    </section>
  );
}

function Row({ source, at, children }: { source: string; at: string; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-2 border-b border-line px-4 py-2 text-[13px] last:border-0">
      <PlatformMark platform={source} />
      {children}
      <span className="ml-auto text-[12px] text-muted">
        <Time at={at} />
      </span>
    </li>
  );
}
