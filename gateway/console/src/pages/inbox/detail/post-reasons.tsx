import { type ReactNode, useId } from 'react';
import { inWords, platformName } from '../../../ui/words.ts';
import type { InboxPost } from '../inbox-operations.ts';

/** Why the post is in the inbox and why it has its score, with the words quoted. */
export function PostReasons({ post }: { post: InboxPost }) {
  const { analysis, matches } = post;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Reasons title="Why it matched">
        {matches.length === 0 ? <li>Imported or followed, not found by a tracker.</li> : null}
        {matches.map((match) => (
          <li key={match.tracker.id}>
            <span className="font-medium">{match.tracker.name}</span>: {match.evidence.map(quoted).join(', ')}
            <span className="block text-muted">{match.reason}</span>
          </li>
        ))}
      </Reasons>
      <Reasons title={`Why ${analysis.score.toFixed(1)}`}>
        {analysis.signals.map(({ name, evidence }) => (
          <li key={name}>
            <span className="font-medium">{inWords(name)}</span>: {quoted(evidence)}
          </li>
        ))}
        {/* With signals, the reason would repeat them. */}
        {analysis.signals.length === 0 ? <li className="text-muted">{analysis.reason}</li> : null}
      </Reasons>
      <Reasons title="Suggested play" isWide>
        <li>{analysis.suggestedPlay}</li>
        {post.competitor ? (
          <li>
            It names {post.competitor.name} on {platformName(post.source)}.
          </li>
        ) : null}
      </Reasons>
    </div>
  );
}

const quoted = (text: string) => `“${text}”`;

interface ReasonsProps {
  readonly title: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

function Reasons({ title, isWide = false, children }: ReasonsProps) {
  const heading = useId();
  return (
    <section
      aria-labelledby={heading}
      className={`rounded-md border border-line bg-surface p-3 text-[13px] ${isWide ? 'sm:col-span-2' : ''}`}
    >
      <h3 id={heading} className="label mb-1.5">
        {title}
      </h3>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5 break-words">{children}</ul>
    </section>
  );
}
