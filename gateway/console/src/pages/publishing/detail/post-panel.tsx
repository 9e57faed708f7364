import { useNotifiedAction } from '../../../frame/index.ts';
import { useGraph, usePolling } from '../../../graph/index.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ExternalLink } from '../../../ui/links.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatNumber, inWords } from '../../../ui/words.ts';
import { MediaThumbnail } from '../media-thumbnail.tsx';
import { type PostDetails, postQuery, settleTargetMutation } from '../publishing-operations.ts';
import { PostActions } from './post-actions.tsx';

interface PostPanelProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** One post: its text, actions, status at each account, statistics and history. */
export function PostPanel({ id, onClose, onChanged }: PostPanelProps) {
  const loaded = useGraph(postQuery, { id });
  const reload = () => {
    loaded.retry();
    onChanged();
  };
  usePolling(reload, loaded.data?.post?.targets.some(({ status }) => status === 'PUBLISHING') ?? false);
  return (
    <section aria-label="Post" className="card min-w-0">
      <div className="flex items-center justify-between border-b border-line py-2 pr-2 pl-4">
        <h2>Post</h2>
        <IconButton icon="close" label="Close the post" onClick={onClose} />
      </div>
      <LoadedContent loaded={loaded} what="post">
        {({ post }) =>
          post ? (
            <Details post={post} onChanged={reload} onDeleted={onClose} />
          ) : (
            <p className="p-4 text-[13px] text-muted">This post no longer exists.</p>
          )
        }
      </LoadedContent>
    </section>
  );
}

interface DetailsProps {
  readonly post: PostDetails;
  readonly onChanged: () => void;
  readonly onDeleted: () => void;
}

function Details({ post, onChanged, onDeleted }: DetailsProps) {
  return (
    <div className="grid gap-4 p-4 text-[13px]">
      <p className="break-words whitespace-pre-wrap">{post.body}</p>
      {post.thread.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The parts of a thread never move.
        <p key={index} className="border-l-2 border-line pl-3 break-words whitespace-pre-wrap">
          {part}
        </p>
      ))}
      {post.media.length > 0 ? (
        <ul aria-label="Media" className="flex flex-wrap gap-2">
          {post.media.map((file) => (
            <li key={file.id}>
              <MediaThumbnail file={file} />
            </li>
          ))}
        </ul>
      ) : null}
      <p className="text-muted">
        {inWords(post.status)}
        {post.status === 'SCHEDULED' && post.scheduledAt ? (
          <>
            {', '}
            <Time at={post.scheduledAt} />
          </>
        ) : null}
      </p>
      <PostActions key={post.scheduledAt} post={post} onDeleted={onDeleted} onChanged={onChanged} />
      <Targets post={post} onSettled={onChanged} />
      <Figures analytics={post.analytics} />
      <History audit={post.audit} />
    </div>
  );
}

function Targets({ post: { id, targets }, onSettled }: { post: PostDetails; onSettled: () => void }) {
  const settle = useNotifiedAction(settleTargetMutation, () => 'The status is saved.');
  const decide = async (accountId: string, published: boolean) => {
    if (await settle({ postId: id, accountId, published })) onSettled();
  };
  if (targets.length === 0) return <p className="text-muted">No account is selected yet.</p>;
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
              Next attempt <Time at={nextAttemptAt} />
            </span>
          ) : null}
          {status === 'UNCONFIRMED' ? (
            <span className="flex flex-wrap items-center gap-2 text-[12px]">
              The response was lost. Is the post there?
              <Button onClick={() => decide(account.id, true)}>It is published</Button>
              <Button onClick={() => decide(account.id, false)}>It is not</Button>
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

/** The audit log of the post, newest first. */
function History({ audit }: { audit: PostDetails['audit'] }) {
  return (
    <details>
      <summary className="cursor-pointer text-muted">History</summary>
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
