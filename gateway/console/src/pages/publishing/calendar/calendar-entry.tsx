import { Icon } from '../../../ui/icons.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { formatClock } from '../../../ui/time.tsx';
import type { CalendarPost } from '../publishing-operations.ts';

/** A post on its day: when, where, and its first words. */
export function CalendarEntry({ post, onSelect }: { post: CalendarPost; onSelect: () => void }) {
  const { id, body, status, scheduledAt, publishedAt, targets } = post;
  const isMovable = status === 'SCHEDULED';
  const [target] = targets;
  return (
    <button
      type="button"
      draggable={isMovable}
      onDragStart={(event) => event.dataTransfer.setData('text/plain', id)}
      onClick={onSelect}
      title={isMovable ? 'Drag to another day, or open to change its time' : body}
      className={`block w-full min-w-0 rounded-md border border-line px-1.5 py-1 text-left text-[12px] hover:bg-raised ${isMovable ? 'bg-accent-soft' : 'bg-canvas'}`}
    >
      <span className="flex items-center gap-1">
        {target ? <PlatformMark platform={target.account.platform} /> : null}
        {targets.length > 1 ? <span>+{targets.length - 1}</span> : null}
        <span className="ml-auto flex items-center gap-1 text-[11px] whitespace-nowrap text-muted tabular-nums">
          {isMovable ? null : <Icon name={status === 'PUBLISHED' ? 'check' : 'warning'} size={12} />}
          {formatClock(new Date(publishedAt ?? scheduledAt ?? 0))}
        </span>
      </span>
      <span className="line-clamp-2 break-words">{body}</span>
    </button>
  );
}
