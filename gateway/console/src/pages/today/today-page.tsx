import { Page, useFrame } from '../../frame/index.ts';
import { BestPosts } from './best-posts.tsx';
import { NewestShare } from './newest-share.tsx';
import { News } from './news.tsx';
import { ScheduledPosts } from './scheduled-posts.tsx';
import { SourceTroubles } from './source-troubles.tsx';
import { TrackersToday } from './trackers-today.tsx';

/** What has happened, and what waits for somebody. */
export function TodayPage() {
  const { person } = useFrame();
  const [name] = person?.name.split(' ') ?? [];
  return (
    <Page title="Today">
      <p className="text-[13px] text-muted">
        {name ? `${name}, this` : 'This'} is what your trackers have found and what waits for you.
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-2 2xl:grid-cols-3">
        <BestPosts />
        <TrackersToday />
        <News />
        <NewestShare />
        <ScheduledPosts />
        <SourceTroubles />
      </div>
    </Page>
  );
}
