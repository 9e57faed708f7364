import { Highlighted } from '../../../text/index.ts';
import { PlatformMark } from '../../../ui/platform.tsx';
import { Failure } from '../../../ui/states.tsx';
import { Time } from '../../../ui/time.tsx';
import { count, formatNumber } from '../../../ui/words.ts';
import type { Preview } from './use-preview.ts';

/** What the query finds among the posts that the workspace already has. */
export function PreviewPanel({ preview, isEmpty }: { preview: Preview; isEmpty: boolean }) {
  const { found, fault, refusal, problem, isCurrent, retry } = preview;
  return (
    <section aria-label="Preview" className="card bg-surface">
      <div className="border-b border-line px-4 py-3">
        <h2>Preview</h2>
        <p aria-live="polite" className="text-[13px] text-muted">
          {isEmpty ? 'Write a query to see which stored posts it finds.' : null}
          {fault || refusal ? (refusal ?? 'The query is not valid yet.') : null}
          {!isEmpty && found && !fault ? `${count(found.count, 'stored post')} found` : null}
          {found && !isEmpty && found.removed > 0 ? `, ${formatNumber(found.removed)} excluded` : null}
        </p>
      </div>
      {problem ? <Failure title="The preview could not be loaded" problem={problem} onRetry={retry} /> : null}
      {found && !isEmpty && !fault ? (
        <div className={isCurrent ? '' : 'opacity-60'}>
          <Exclusions found={found} />
          <Samples found={found} />
        </div>
      ) : null}
    </section>
  );
}

type Found = NonNullable<Preview['found']>;

function Exclusions({ found }: { found: Found }) {
  if (found.removedBy.length === 0) return null;
  return (
    <ul className="grid gap-1 border-b border-line px-4 py-3 text-[13px]">
      {found.removedBy.map(({ exclusion, count: posts }) => (
        <li key={exclusion}>
          <code className="text-negative">{exclusion}</code> excludes {count(posts, 'post')}
        </li>
      ))}
    </ul>
  );
}

function Samples({ found }: { found: Found }) {
  if (found.samples.length === 0)
    return (
      <p className="p-4 text-[13px] text-muted">
        None of the posts so far matches. The tracker also finds posts that appear from now on.
      </p>
    );
  return (
    <ul>
      {found.samples.map((post) => {
        const part = post.title ? 'TITLE' : 'BODY';
        const spans = post.matches.flatMap((match) => match.spans).filter((span) => span.part === part);
        return (
          <li
            key={post.id}
            className="grid gap-0.5 border-b border-line px-4 py-2.5 text-[13px] last:border-0"
          >
            <span className="line-clamp-2 break-words">
              <Highlighted text={(post.title || post.body).slice(0, 300)} spans={spans} />
            </span>
            <span className="flex items-center gap-1.5 text-[12px] text-muted">
              <PlatformMark platform={post.source} />
              <Time at={post.postedAt} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
