import { useGraph, useSettled } from '../../../graph/index.ts';
import { PlatformMark } from '../../../ui/platform.tsx';
import { formatNumber, platformName } from '../../../ui/words.ts';
import { type Account, textFitQuery } from '../publishing-operations.ts';

interface TextFitsProps {
  readonly body: string;
  readonly accounts: readonly Account[];
}

/** A preview of the text for each account, with its length as the platform counts it. */
export function TextFits({ body, accounts }: TextFitsProps) {
  const settled = useSettled(body);
  const isEmpty = !settled.trim() || accounts.length === 0;
  const { data } = useGraph(textFitQuery, { body: settled }, { pause: isEmpty });
  if (isEmpty) return null;
  const fits = new Map(data?.connectedAccounts?.nodes.map(({ id, textFit }) => [id, textFit]));
  return (
    <ul aria-label="Preview" className="grid gap-2">
      {accounts.map(({ id, handle, platform }) => {
        const fit = fits.get(id);
        const isTooLong = fit ? fit.length > fit.maxLength : false;
        return (
          <li key={id} className="card grid gap-1 p-3">
            <span className="flex items-center gap-2 text-[12px] text-muted">
              <PlatformMark platform={platform} />
              <span className="font-medium text-ink">{handle}</span>
              {fit ? (
                <span className={`ml-auto tabular-nums ${isTooLong ? 'text-negative' : ''}`}>
                  {formatNumber(fit.length)} of {formatNumber(fit.maxLength)}
                </span>
              ) : null}
            </span>
            <span className="max-h-40 overflow-y-auto break-words whitespace-pre-wrap">{settled}</span>
            {fit?.problems.map((problem) => (
              <span key={problem} role="alert" className="text-[12px] text-negative">
                {problem}
              </span>
            ))}
            {fit === null ? (
              <span className="text-[12px] text-negative">
                Nothing can be published to {platformName(platform)} here.
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
