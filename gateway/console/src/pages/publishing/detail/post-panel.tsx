import { useGraph, usePolling } from '../../../graph/index.ts';
import { IconButton } from '../../../ui/button.tsx';
import { ExternalLink } from '../../../ui/links.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatNumber, inWords } from '../../../ui/words.ts';
import { type PostDetails, postQuery } from '../publishing-operations.ts';
import { PostActions } from './post-actions.tsx';

interface PostPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** One post: its text, what can be done with it, and what became of it on each account. */
export function PostPanel({ id, onClose, onChanged }: PostPanelProps) {
  const loaded = useGraph(postQuery, { id });
  usePolling(() => {
    loaded.retry();
    onChanged();
  }, loaded.data?.post?.status === 'PUBLISHING');
  return (
    <section aria-label="Post" className="card min-w-0">
      <div className="flex items-center justify-between border-b border-line py-2 pr-2 pl-4">
        <h2>Post</h2>
        <IconButton icon="close" label="Close the post" onClick={onClose} />
      </div>
      <LoadedContent loaded={loaded} what="post">
        {({ post }) =>
          post ? (
            <div className="grid gap-4 p-4 text-[13px]">
              <p className="break-words whitespace-pre-wrap">{post.body}</p>
              {post.thread.map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: The parts of a thread never move.
                <p key={index} className="border-l-2 border-line pl-3 break-words whitespace-pre-wrap">
                  {part}
                </p>
              ))}
              <p className="text-muted">
                {inWords(post.status)}
                {post.status === 'SCHEDULED' && post.scheduledAt ? (
                  <>
                    {', '}
                    <Time at={post.scheduledAt} />
                  </>
                ) : null}
              </p>
              <PostActions
                key={post.scheduledAt}
                post={post}
                onDeleted={onClose}
                onChanged={() => {
                  loaded.retry();
                  onChanged();
                }}
              />
              <Targets post={post} />
              <Figures analytics={post.analytics} />
              <History audit={post.audit} />
            </div>
          ) : (
            <p className="p-4 text-[13px] text-muted">This post does not exist any more.</p>
          )
        }
      </LoadedContent>
    </section>
  );
}

function Targets({ post: { targets } }: { post: PostDetails }) {
  if (targets.length === 0) return <p className="text-muted">No account is chosen yet.</p>;
  return (
    <ul aria-label="Accounts" className="grid gap-2">
      {targets.map(({ account, status, url, error, nextAttemptAt }) => (
        <li key={account.id} className="grid gap-0.5">
          <span className="flex items-center gap-2">
            <PlatformMark platform={account.platform} />
            {account.handle}
            <span className="ml-auto text-muted">
              {url ? <ExternalLink url={url}>{inWords(status)}</ExternalLink> : inWords(status)}
            </span>
          </span>
          {error ? <span className="text-[12px] text-negative">{error.message}</span> : null}
          {nextAttemptAt ? (
            <span className="text-[12px] text-muted">
              next attempt <Time at={nextAttemptAt} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Figures({ analytics }: { analytics: PostDetails['analytics'] }) {
  const { impressions, likes, comments, shares, fetchedAt } = analytics;
  if (!fetchedAt) return null;
  const figures = { Impressions: impressions, Likes: likes, Comments: comments, Shares: shares };
  return (
    <dl className="grid grid-cols-4 gap-2">
      {Object.entries(figures).map(([name, value]) => (
        <div key={name}>
          <dt className="label">{name}</dt>
          <dd className="tabular-nums">{value === null ? 'Unknown' : formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What has happened to the post, newest first. */
function History({ audit }: { audit: PostDetails['audit'] }) {
  return (
    <details>
      <summary className="cursor-pointer text-muted">What has happened</summary>
      <ol className="mt-2 grid gap-1 text-[12px] text-muted">
        {audit.map(({ action, actor, at, detail }) => (
          <li key={`${at} ${action}`}>
            {inWords(action)} by {actor}, <Time at={at} />
            {detail ? `: ${detail}` : ''}
          </li>
        ))}
      </ol>
    </details>
  );
}
