import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SelectFilter } from '../../ui/filters.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { AccountSection } from './accounts/account-section.tsx';
import { Calendar } from './calendar/calendar.tsx';
import { localDay, shiftDay, shiftView, shownDays, startOf } from './calendar/calendar-days.ts';
import { ComposerDialog } from './composer/composer-dialog.tsx';
import { PostPanel } from './detail/post-panel.tsx';
import { calendarQuery, waitingQuery } from './publishing-operations.ts';
import type { PublishingSearch } from './publishing-search.ts';
import { WaitingPosts } from './waiting-posts.tsx';

const route = getRouteApi('/publishing');
const months = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' });

/** The calendar of posts, the drafts, the connected accounts, and the details of one post. */
export function PublishingPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as PublishingSearch, replace: true });
  const { day = localDay(new Date()), view = 'month', post } = search;
  const days = shownDays(day, view);
  const range = {
    from: startOf(days[0]!).toISOString(),
    to: startOf(shiftDay(days.at(-1)!, 1)).toISOString(),
  };
  const calendar = useGraph(calendarQuery, { range });
  const waiting = useGraph(waitingQuery, {});
  const [isComposing, setComposing] = useState(false);
  const reload = () => {
    calendar.retry();
    waiting.retry();
  };
  return (
    <Page
      title="Publishing"
      action={
        <Button look="primary" icon="plus" onClick={() => setComposing(true)}>
          New post
        </Button>
      }
    >
      <Steps day={day} view={view} onChange={change} />
      <div className={`grid items-start gap-5 ${post ? 'xl:grid-cols-[minmax(0,1fr)_380px]' : ''}`}>
        <div className="grid min-w-0 gap-5">
          <LoadedContent loaded={calendar} what="calendar">
            {({ scheduled, published }) => (
              <Calendar
                days={days}
                month={view === 'month' ? day.slice(0, 7) : null}
                posts={[...(scheduled?.nodes ?? []), ...(published?.nodes ?? [])]}
                onSelect={(id) => change({ post: id })}
                onMoved={reload}
              />
            )}
          </LoadedContent>
          <LoadedContent loaded={waiting} what="drafts">
            {({ posts }) => (
              <WaitingPosts posts={posts?.nodes ?? []} onSelect={(id) => change({ post: id })} />
            )}
          </LoadedContent>
          <AccountSection />
        </div>
        {post ? (
          <PostPanel key={post} id={post} onClose={() => change({ post: undefined })} onChanged={reload} />
        ) : null}
      </div>
      {isComposing ? (
        <ComposerDialog
          onClose={() => setComposing(false)}
          onSaved={(id) => {
            reload();
            change({ post: id });
          }}
        />
      ) : null}
    </Page>
  );
}

interface StepsProps {
  readonly day: string;
  readonly view: 'month' | 'week';
  readonly onChange: (changes: object) => void;
}

/** Moves to other months or weeks, and switches between them. */
function Steps({ day, view, onChange }: StepsProps) {
  const step = (direction: 1 | -1) => onChange({ day: shiftView(day, view, direction) });
  return (
    <div className="flex flex-wrap items-center gap-2 text-[13px]">
      <IconButton icon="back" label={`Previous ${view}`} onClick={() => step(-1)} />
      <p aria-live="polite" className="min-w-36 text-center font-semibold">
        {months.format(startOf(day))}
      </p>
      <IconButton icon="back" label={`Next ${view}`} className="rotate-180" onClick={() => step(1)} />
      <Button onClick={() => onChange({ day: undefined })}>Today</Button>
      <SelectFilter
        label="View"
        value={view}
        options={[
          { value: 'month', name: 'Month' },
          { value: 'week', name: 'Week' },
        ]}
        onChange={(next) => onChange({ view: next === 'week' ? 'week' : undefined })}
      />
    </div>
  );
}
