import { useNotifiedAction } from '../../../frame/index.ts';
import { type CalendarPost, schedulePostMutation } from '../publishing-operations.ts';
import { localDay, moveToDay, startOf } from './calendar-days.ts';
import { CalendarEntry } from './calendar-entry.tsx';

interface CalendarProps {
  /** Days of whole weeks. */
  readonly days: readonly string[];
  /** The month whose days are in front; null for a week. */
  readonly month: string | null;
  readonly posts: readonly CalendarPost[];
  readonly onSelect: (id: string) => void;
  readonly onMoved: () => void;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const weekdays = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/**
 * Posts on the days of their publication; scheduled ones can be dragged to another day. Phones list
 * only the days that have posts.
 */
export function Calendar({ days, month, posts, onSelect, onMoved }: CalendarProps) {
  const schedule = useNotifiedAction(schedulePostMutation, () => 'The post is rescheduled.');
  const byDay = Map.groupBy(posts, dayOf);
  const today = localDay(new Date());
  const move = async (id: string, day: string) => {
    const post = posts.find((each) => each.id === id);
    if (!post?.scheduledAt || dayOf(post) === day) return;
    const at = moveToDay(new Date(post.scheduledAt), day);
    if (await schedule({ id, at: at.toISOString() })) onMoved();
  };
  return (
    <div className="card overflow-x-auto">
      <div className="grid grid-cols-[minmax(0,1fr)] sm:min-w-[560px] sm:grid-cols-[repeat(7,minmax(0,1fr))]">
        {WEEKDAYS.map((name) => (
          <div key={name} className="label border-b border-line px-2 py-1.5 max-sm:hidden">
            {name}
          </div>
        ))}
        {days.map((day) => (
          <Day
            key={day}
            day={day}
            isToday={day === today}
            isOutside={month !== null && !day.startsWith(month)}
            isTall={month === null}
            posts={byDay.get(day) ?? []}
            onSelect={onSelect}
            onDrop={(id) => move(id, day)}
          />
        ))}
      </div>
    </div>
  );
}

interface DayProps {
  readonly day: string;
  readonly isToday: boolean;
  readonly isOutside: boolean;
  readonly isTall: boolean;
  readonly posts: readonly CalendarPost[];
  readonly onSelect: (id: string) => void;
  readonly onDrop: (id: string) => void;
}

function Day({ day, isToday, isOutside, isTall, posts, onSelect, onDrop }: DayProps) {
  return (
    <section
      aria-label={weekdays.format(startOf(day))}
      data-day={day}
      className={`min-w-0 border-r border-b border-line p-1 ${isTall ? 'sm:min-h-72' : 'sm:min-h-24'} ${isOutside ? 'bg-surface' : ''} ${posts.length === 0 && !isToday ? 'max-sm:hidden' : ''}`}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop(event.dataTransfer.getData('text/plain'));
      }}
    >
      <p
        className={`px-1 text-[12px] tabular-nums ${isToday ? 'font-semibold text-accent-ink' : 'text-muted'}`}
      >
        <span className="max-sm:hidden">{Number(day.slice(8))}</span>
        <span className="sm:hidden">{weekdays.format(startOf(day))}</span>
        {isToday ? <span className="sr-only"> (today)</span> : null}
      </p>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {posts.map((post) => (
          <li key={post.id}>
            <CalendarEntry post={post} onSelect={() => onSelect(post.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function dayOf({ scheduledAt, publishedAt }: CalendarPost): string {
  return localDay(new Date(publishedAt ?? scheduledAt ?? 0));
}
