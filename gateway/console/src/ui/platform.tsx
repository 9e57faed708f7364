import { platformName } from './words.ts';

const MARKS: Readonly<Record<string, string>> = {
  HACKERNEWS: 'HN',
  STACKOVERFLOW: 'SO',
  PRODUCTHUNT: 'PH',
  GITHUB: 'GH',
  YOUTUBE: 'YT',
  LINKEDIN: 'in',
};

/** A monogram of a platform, whose full name is its tooltip and what screen readers say. */
export function PlatformMark({ platform }: { platform: string }) {
  const name = platformName(platform);
  return (
    <span
      title={name}
      className="inline-grid h-4 min-w-5 place-items-center rounded-sm bg-raised px-1 text-[10px] leading-4 font-semibold text-muted"
    >
      <span aria-hidden="true">{MARKS[platform] ?? name.slice(0, 2)}</span>
      <span className="sr-only">{name}</span>
    </span>
  );
}

/** The value of replying to a post, 1 to 10, in a square whose tint follows the value. */
export function Score({ value }: { value: number }) {
  const tint =
    value >= 7
      ? 'bg-accent text-on-accent'
      : value >= 4
        ? 'bg-accent-soft text-accent-ink'
        : 'bg-raised text-muted';
  return (
    <span
      title={`Score ${value.toFixed(1)} of 10`}
      className={`inline-grid h-6 w-9 shrink-0 place-items-center rounded-md text-[12px] font-semibold tabular-nums ${tint}`}
    >
      <span className="sr-only">Score </span>
      {value.toFixed(1)}
    </span>
  );
}
