import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useGraph } from '../../graph/index.ts';
import { daysAgo } from '../../ui/chart/chart-data.ts';
import { PlatformMark, Score } from '../../ui/platform.tsx';
import { Time } from '../../ui/time.tsx';
import { formatTotal } from '../../ui/words.ts';
import { bestPostsQuery } from './today-operations.ts';
import { Nothing, Widget, WidgetRow } from './widget.tsx';

/** The open posts of the last week with the highest scores. */
export function BestPosts() {
  const [from] = useState(() => daysAgo(7));
  const loaded = useGraph(bestPostsQuery, { from });
  const total = loaded.data?.communityPosts;
  const more = (
    <Link to="/inbox" search={{ score: 6, sort: 'score' }} className="text-accent-ink hover:underline">
      {total?.totalCount ? `All ${formatTotal(total)}` : 'Inbox'}
    </Link>
  );
  return (
    <Widget title="Posts worth an answer" loaded={loaded} more={more}>
      {({ communityPosts }) =>
        communityPosts?.nodes.length ? (
          <ul>
            {communityPosts.nodes.map((post) => (
              <WidgetRow key={post.id}>
                <Score value={post.analysis.score} />
                <PlatformMark platform={post.source} />
                <Link
                  to="/inbox"
                  search={{ status: 'all', post: post.id }}
                  className="min-w-0 truncate hover:underline"
                >
                  {post.title || post.body}
                </Link>
                <span className="ml-auto text-[12px] text-muted">
                  <Time at={post.postedAt} />
                </span>
              </WidgetRow>
            ))}
          </ul>
        ) : (
          <Nothing>No open post of the last week has a score of 6 or more.</Nothing>
        )
      }
    </Widget>
  );
}
