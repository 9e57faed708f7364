import { Page, useFrame } from '../../frame/index.ts';
import { BestPosts } from './best-posts.tsx';
import { NewestShare } from './newest-share.tsx';
import { News } from './news.tsx';
import { ScheduledPosts } from './scheduled-posts.tsx';
import { SourceTroubles } from './source-troubles.tsx';
import { TrackersToday } from './trackers-today.tsx';

/** New posts, spikes, posts to answer, and sources in trouble. */
export function TodayPage() {
  const { person } = useFrame();
  const [name] = person?.name.split(' ') ?? [];
  return (
    <Page title="Today">
      <p className="text-[13px] text-muted">
        {name ? `Hello ${name}. ` : ''}What your trackers found, and what needs an answer.
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid min-w-0 gap-4">
          <BestPosts />
          <News />
          <ScheduledPosts />
        </div>
        <div className="grid min-w-0 gap-4">
          <TrackersToday />
          <NewestShare />
          <SourceTroubles />
        </div>
      </div>
    </Page>
  );
}
