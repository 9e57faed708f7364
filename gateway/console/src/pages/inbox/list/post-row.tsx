import { Highlighted } from '../../../text/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PlatformMark, Score } from '../../../ui/platform.tsx';
import { Time } from '../../../ui/time.tsx';
import { inWords } from '../../../ui/words.ts';
import type { InboxRow } from '../inbox-operations.ts';

/** Height of a row in pixels; all rows are equally high, so that the list can be virtual. */
export const ROW_HEIGHT = 62;

export function PostRow({ row, isMarked }: { row: InboxRow; isMarked: boolean }) {
  const { analysis, matches } = row;
  const judged = [analysis.intent, analysis.urgency === 'HIGH' ? 'HIGH_URGENCY' : null].filter(
    (value) => value !== null,
  );
  const trackers = [...new Set(matches.map(({ tracker }) => tracker.name))];
  return (
    <div className="flex h-full gap-3 border-b border-line px-3 py-2 text-[13px]">
      {isMarked ? (
        <span className="grid h-6 w-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-ink">
          <Icon name="check" size={14} />
          <span className="sr-only">Marked</span>
        </span>
      ) : (
        <Score value={analysis.score} />
      )}
      <div className="min-w-0 flex-1">
        <p className="truncate leading-5">
          <Title row={row} />
        </p>
        <p className="flex items-center gap-1.5 leading-6 text-[12px] text-muted">
          <PlatformMark platform={row.source} />
          <span className="min-w-0 truncate">
            {[row.subreddit, row.author, ...judged.map(inWords), ...trackers].filter(Boolean).join(' · ')}
          </span>
          <span className="ml-auto pl-2">
            <Time at={row.postedAt} />
          </span>
        </p>
      </div>
    </div>
  );
}

/** The title, or the first words of a post without one, with the words that matched in bold. */
function Title({ row }: { row: InboxRow }) {
  if (row.deletedAt) return <span className="text-muted">Deleted by its author</span>;
  const part = row.title ? 'TITLE' : 'BODY';
  const text = row.title || row.body;
  const spans = row.matches.flatMap((match) => match.spans).filter((span) => span.part === part);
  return <Highlighted text={text} spans={spans} inBold />;
}
