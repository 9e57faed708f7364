import type { Account } from '../../../accounts/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { count, formatNumber, platformName } from '../../../ui/words.ts';
import type { PostValues } from './composer-values.ts';
import type { PostFits } from './use-post-fits.ts';

interface PostPreviewsProps {
  readonly values: PostValues;
  /** The accounts that the post is published to. */
  readonly accounts: readonly Account[];
  readonly fits: PostFits;
}

/** A preview of the post for each account, with its length as the platform counts it. */
export function PostPreviews({ values, accounts, fits }: PostPreviewsProps) {
  if (!values.body.trim() || accounts.length === 0) return null;
  return (
    <ul aria-label="Preview" className="grid gap-2">
      {accounts.map((account) => (
        <Preview key={account.id} account={account} values={values} fit={fits.get(account.id)} />
      ))}
    </ul>
  );
}

interface PreviewProps {
  readonly account: Account;
  readonly values: PostValues;
  /** Absent until it is measured. */
  readonly fit: ReturnType<PostFits['get']>;
}

function Preview({ account: { handle, platform }, values: { body, thread, media }, fit }: PreviewProps) {
  const isTooLong = fit ? fit.length > fit.maxLength : false;
  return (
    <li className="card grid gap-1 p-3">
      <span className="flex items-center gap-2 text-[12px] text-muted">
        <PlatformMark platform={platform} />
        <span className="font-medium text-ink">{handle}</span>
        {fit ? (
          <span className={`ml-auto tabular-nums ${isTooLong ? 'text-negative' : ''}`}>
            {formatNumber(fit.length)} of {formatNumber(fit.maxLength)}
          </span>
        ) : null}
      </span>
      <span className="max-h-40 overflow-y-auto break-words whitespace-pre-wrap">{body}</span>
      {thread.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The parts of a thread are its positions.
        <span key={index} className="border-l-2 border-line pl-3 break-words whitespace-pre-wrap">
          {part}
        </span>
      ))}
      {fit && media.length > 0 ? (
        <span className="flex items-center gap-1 text-[12px] text-muted">
          <Icon name="image" size={12} />
          {formatNumber(media.length)} of {count(fit.maxFiles, 'file')}
        </span>
      ) : null}
      {fit?.problems.map((problem) => (
        <span key={problem} role="alert" className="text-[12px] text-negative">
          {problem}
        </span>
      ))}
      {fit === null ? (
        <span className="text-[12px] text-negative">
          This server cannot publish to {platformName(platform)}.
        </span>
      ) : null}
    </li>
  );
}
