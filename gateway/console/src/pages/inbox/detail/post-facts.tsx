import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Time } from '../../../ui/time.tsx';
import { countTotal, formatNumber, inWords, platformName } from '../../../ui/words.ts';
import { authorQuery, type InboxPost } from '../inbox-operations.ts';
import { CorrectionForm } from './correction-form.tsx';

/** The thin column of facts. */
export function PostFacts({ post, onCorrected }: { post: InboxPost; onCorrected: () => void }) {
  const { analysis } = post;
  return (
    <aside
      aria-label="Facts"
      className="grid content-start gap-5 border-line bg-surface p-4 text-[13px] max-xl:border-t xl:border-l"
    >
      <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-y-1.5">
        <Fact name="Intent">{analysis.intent ? inWords(analysis.intent) : 'None'}</Fact>
        <Fact name="Urgency">{inWords(analysis.urgency)}</Fact>
        <Fact name="Stage">{inWords(analysis.buyingStage)}</Fact>
        <Fact name="Platform">{platformName(post.source)}</Fact>
        <Fact name="Language">
          {post.language ? (languages.of(post.language) ?? post.language) : 'Unknown'}
        </Fact>
        <Fact name="Likes">{numberOr(post.likes)}</Fact>
        <Fact name="Comments">{numberOr(post.comments)}</Fact>
        <Fact name="Status">{post.engagementStatus ? inWords(post.engagementStatus) : 'Open'}</Fact>
      </dl>
      <CorrectionForm key={post.id} post={post} onCorrected={onCorrected} />
      {post.author ? <EarlierPosts post={post} /> : null}
    </aside>
  );
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

const numberOr = (value: number | null) => (value === null ? 'Unknown' : formatNumber(value));

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </>
  );
}

/** Earlier contact with the author. A failure here leaves the rest of the page as it is. */
function EarlierPosts({ post }: { post: InboxPost }) {
  const { data, problem } = useGraph(authorQuery, {
    filter: { author: [post.author], source: [post.source] },
  });
  const found = data?.communityPosts;
  const others = found?.nodes.filter(({ id }) => id !== post.id) ?? [];
  return (
    <section aria-label="Other posts of the author">
      <h3 className="label mb-1.5">Also by {post.author}</h3>
      {problem ? <p className="text-muted">Could not be loaded. {problem.message}</p> : null}
      {found && others.length === 0 ? <p className="text-muted">No other post.</p> : null}
      <ul className="grid gap-1.5">
        {others.slice(0, 3).map((other) => (
          <li key={other.id}>
            <Link
              from="/inbox"
              to="/inbox"
              search={(now) => ({ ...now, post: other.id })}
              className="line-clamp-2 break-words hover:underline"
            >
              {other.title || other.body}
            </Link>
            <span className="text-[12px] text-muted">
              <Time at={other.postedAt} />
              {other.engagementStatus ? ` · ${inWords(other.engagementStatus)}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {found && found.totalCount > 4 ? (
        <p className="mt-1.5 text-[12px] text-muted">{countTotal(found, 'post')} in all</p>
      ) : null}
    </section>
  );
}
