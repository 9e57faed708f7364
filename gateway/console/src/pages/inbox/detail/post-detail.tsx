import { type Loaded, useGraph } from '../../../graph/index.ts';
import { Highlighted, type Span } from '../../../text/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ExternalLink } from '../../../ui/links.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { Time } from '../../../ui/time.tsx';
import { platformName } from '../../../ui/words.ts';
import { type InboxPost, postQuery } from '../inbox-operations.ts';
import { ReplyBox } from '../reply/reply-box.tsx';
import type { PostActions } from '../use-post-actions.ts';
import { PostFacts } from './post-facts.tsx';
import { PostReasons } from './post-reasons.tsx';

interface PostDetailProps {
  readonly id: string;
  readonly actions: PostActions;
  readonly onClose: () => void;
}

/** One post: its text, why it is in the inbox, the reply, and the facts beside it. */
export function PostDetail({ id, actions, onClose }: PostDetailProps) {
  const loaded = useGraph(postQuery, { id });
  // The response to the post before stays until this one has loaded.
  const post = loaded.data?.communityPost?.id === id ? loaded.data.communityPost : null;
  if (loaded.problem)
    return <Failure title="The post could not be loaded" problem={loaded.problem} onRetry={loaded.retry} />;
  if (!post) return <Missing loaded={loaded} />;
  return (
    <div className="grid min-h-full grid-cols-[minmax(0,1fr)] content-start xl:content-stretch xl:grid-cols-[minmax(0,1fr)_260px]">
      <article className="grid grid-cols-[minmax(0,1fr)] content-start gap-5 p-4 lg:p-6">
        <Actions post={post} actions={actions} onClose={onClose} />
        <Text post={post} />
        <PostReasons post={post} />
        <ReplyBox key={post.id} post={post} onDrafted={loaded.retry} />
      </article>
      <PostFacts post={post} onCorrected={loaded.retry} />
    </div>
  );
}

function Missing({ loaded }: { loaded: Loaded<{ readonly communityPost: InboxPost | null }> }) {
  if (loaded.isLoading || loaded.data?.communityPost) return <Skeleton lines={6} />;
  return <p className="p-6 text-[13px] text-muted">This post no longer exists.</p>;
}

function Actions({ post, actions, onClose }: { post: InboxPost; actions: PostActions; onClose: () => void }) {
  const isHandled = post.engagementStatus !== null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="quiet" icon="back" onClick={onClose} className="lg:hidden">
        List
      </Button>
      {isHandled ? (
        <Button onClick={() => actions.setStatus(post, null)}>Open again</Button>
      ) : (
        <>
          <Button look="primary" icon="check" onClick={() => actions.setStatus(post, 'ENGAGED')}>
            Done <Key name="e" />
          </Button>
          <Button icon="close" onClick={() => actions.setStatus(post, 'DISMISSED')}>
            Dismiss <Key name="d" />
          </Button>
        </>
      )}
      <span className="ml-auto text-[13px]">
        {post.url ? (
          <ExternalLink url={post.url}>
            <span className="sr-only">Open on </span>
            {platformName(post.source)}
          </ExternalLink>
        ) : null}
      </span>
    </div>
  );
}

function Key({ name }: { name: string }) {
  return <kbd className="font-sans text-[11px] opacity-80">{name}</kbd>;
}

function Text({ post }: { post: InboxPost }) {
  const spansIn = (part: 'TITLE' | 'BODY'): Span[] =>
    post.matches.flatMap((match) => match.spans).filter((span) => span.part === part);
  const isComment = post.kind === 'COMMENT';
  return (
    <div className="max-w-[72ch]">
      <h2 className="text-[17px] leading-snug break-words">
        {post.title ? (
          <Highlighted text={post.title} spans={spansIn('TITLE')} />
        ) : (
          `${isComment ? 'Comment' : 'Post'} by ${post.author || 'an unknown author'}`
        )}
      </h2>
      <p className="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-[12px] text-muted">
        <PlatformMark platform={post.source} />
        {[post.subreddit, post.author, isComment ? 'comment' : ''].filter(Boolean).map((text) => (
          <span key={text}>{text} ·</span>
        ))}
        <Time at={post.postedAt} />
      </p>
      {post.deletedAt ? (
        <p className="mt-3 text-muted">The author has deleted this post; only its counts are kept.</p>
      ) : (
        <div className="mt-3 leading-relaxed break-words whitespace-pre-wrap">
          <Highlighted text={post.body} spans={spansIn('BODY')} />
        </div>
      )}
      {post.link ? (
        <p className="mt-3 text-[13px] break-all">
          <ExternalLink url={post.link}>{post.link}</ExternalLink>
        </p>
      ) : null}
    </div>
  );
}
