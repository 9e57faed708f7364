import type { ReactNode } from 'react';
import { ExternalLink } from '../../../ui/links.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { Time } from '../../../ui/time.tsx';
import { count, inWords } from '../../../ui/words.ts';
import type { Mention } from '../mention-operations.ts';

const TONES = { POSITIVE: 'text-positive', NEGATIVE: 'text-negative', NEUTRAL: 'text-muted' } as const;

/** A mention in the list: its beginning, its source, its analysis, and controls. */
export function MentionRow({ mention, children }: { mention: Mention; children: ReactNode }) {
  const { title, text, url, source, author, postedAt, likes, comments, contentTopics } = mention;
  const { dominantSentiment: sentiment, mentionedBrands } = mention;
  const first = title || (text ?? '').slice(0, 200) || 'A mention without a text';
  return (
    <div className="grid gap-0.5">
      <span className="max-w-[100ch] font-medium break-words">
        <ExternalLink url={url ?? ''}>{first}</ExternalLink>
      </span>
      {title && text ? (
        <span className="line-clamp-2 max-w-[100ch] break-words">{text.slice(0, 400)}</span>
      ) : null}
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[12px] text-muted">
        <PlatformMark platform={source} />
        {author?.handle ? <span>{author.handle}</span> : null}
        <Time at={postedAt} />
        {likes === null ? null : <span>{count(likes, 'like')}</span>}
        {comments === null ? null : <span>{count(comments, 'comment')}</span>}
        {sentiment ? <span className={TONES[sentiment]}>{inWords(sentiment)}</span> : null}
        {mentionedBrands?.length ? <span>{mentionedBrands.map(({ name }) => name).join(', ')}</span> : null}
        {contentTopics?.length ? <span>{contentTopics.slice(0, 3).join(', ')}</span> : null}
        <span className="ml-auto">{children}</span>
      </span>
    </div>
  );
}
