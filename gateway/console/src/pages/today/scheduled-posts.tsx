import { Link } from '@tanstack/react-router';
import { useGraph } from '../../graph/index.ts';
import { PlatformMark } from '../../ui/platform.tsx';
import { Time } from '../../ui/time.tsx';
import { scheduledQuery } from './today-operations.ts';
import { Nothing, Widget, WidgetRow } from './widget.tsx';

/** The posts that are published next. */
export function ScheduledPosts() {
  const loaded = useGraph(scheduledQuery, {});
  return (
    <Widget title="Scheduled posts" loaded={loaded}>
      {({ posts }) =>
        posts?.nodes.length ? (
          <ul>
            {posts.nodes.map(({ id, body, scheduledAt, targets }) => (
              <WidgetRow key={id}>
                {targets.map(({ account }) => (
                  <PlatformMark key={account.id} platform={account.platform} />
                ))}
                <Link to="/publishing" search={{ post: id }} className="min-w-0 truncate hover:underline">
                  {body}
                </Link>
                <span className="ml-auto text-[12px] text-muted">
                  {scheduledAt ? <Time at={scheduledAt} /> : null}
                </span>
              </WidgetRow>
            ))}
          </ul>
        ) : (
          <Nothing>No post is scheduled.</Nothing>
        )
      }
    </Widget>
  );
}
