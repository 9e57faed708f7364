import { useMemo } from 'react';
import { Chart } from '../../ui/chart/chart.tsx';
import { dayOf, daysBetween } from '../../ui/chart/chart-data.ts';
import { ExternalLink } from '../../ui/links.tsx';
import { PlatformMark } from '../../ui/platform.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';
import { formatNumber, formatPercent } from '../../ui/words.ts';
import type { Creator, Video } from './creator-operations.ts';

/** One creator: the profile, the growth, and the newest posts beside their median. */
export function CreatorProfile({ creator }: { creator: Creator }) {
  const { platform, handle, fullName, bio, externalUrl, profileSource, videos } = creator;
  const median = creator.medianViews?.value ?? null;
  return (
    <section aria-label={handle ?? 'Creator'} className="grid gap-4">
      <div className="card grid gap-3 p-4 text-[13px]">
        <h2 className="flex items-center gap-2">
          <PlatformMark platform={platform} />
          {fullName || handle}
          <span className="font-normal text-muted">{handle}</span>
          {creator.isVerified ? <span className="font-normal text-positive">Verified</span> : null}
        </h2>
        {bio ? <p className="max-w-[72ch] break-words whitespace-pre-wrap">{bio}</p> : null}
        {externalUrl ? <ExternalLink url={externalUrl}>{externalUrl}</ExternalLink> : null}
        <Figures creator={creator} />
        {profileSource ? (
          <p className="text-[12px] text-muted">
            From {profileSource.provider}, read <Time at={profileSource.fetchedAt} />
          </p>
        ) : null}
      </div>
      <Growth creator={creator} />
      {videos?.nodes.length ? (
        <DataTable
          name="Newest posts"
          columns={columnsOf(median)}
          rows={videos.nodes}
          keyOf={({ id }) => id}
        />
      ) : null}
    </section>
  );
}

function Figures({ creator }: { creator: Creator }) {
  const { followers, following, postsCount, medianViews, engagementRate } = creator;
  const rate = engagementRate?.value ?? null;
  const figures = {
    Followers: numberOf(followers),
    Following: numberOf(following),
    Posts: numberOf(postsCount),
    'Median views': numberOf(medianViews?.value ?? null),
    'Engagement rate': rate === null ? 'Unknown' : formatPercent(rate * 100),
  };
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-5">
      {Object.entries(figures).map(([name, value]) => (
        <div key={name}>
          <dt className="label">{name}</dt>
          <dd className="text-[16px] tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Followers by day; a day without a reading is a gap. */
function Growth({ creator: { history, handle } }: { creator: Creator }) {
  const { days, series } = useMemo(() => {
    const byDay = new Map(history.map(({ at, value }) => [dayOf(Date.parse(at)), value]));
    const known = [...byDay.keys()].sort();
    const between = known.length > 0 ? daysBetween(known[0]!, known.at(-1)!) : [];
    return {
      days: between,
      series: [{ name: 'Followers', values: between.map((day) => byDay.get(day) ?? null) }],
    };
  }, [history]);
  if (days.length < 2)
    return (
      <p className="card p-4 text-[13px] text-muted">
        The growth appears here once the profile was read on two days.
      </p>
    );
  return (
    <Chart
      name="Followers"
      summary={`Followers of ${handle ?? 'the creator'} from ${days[0]} to ${days.at(-1)}.`}
      kind="lines"
      days={days}
      series={series}
      format={formatNumber}
    />
  );
}

function columnsOf(median: number | null): readonly Column<Video>[] {
  return [
    {
      name: 'Post',
      text: ({ description }) => description,
      cell: ({ url, description }) => (
        <span className="line-clamp-2 max-w-xl break-words">
          <ExternalLink url={url}>{description || 'Without a text'}</ExternalLink>
        </span>
      ),
    },
    {
      name: 'Posted',
      text: ({ postedAt }) => postedAt,
      cell: ({ postedAt }) => (postedAt ? <Time at={postedAt} /> : 'Unknown'),
    },
    { name: 'Views', isNumber: true, text: ({ views }) => views, cell: ({ views }) => numberOf(views) },
    {
      name: 'To the median',
      isNumber: true,
      text: ({ views }) => (views === null || !median ? null : views / median),
      cell: ({ views }) => (views === null || !median ? 'Unknown' : `${(views / median).toFixed(1)} ×`),
    },
    { name: 'Likes', isNumber: true, text: ({ likes }) => likes, cell: ({ likes }) => numberOf(likes) },
    {
      name: 'Comments',
      isNumber: true,
      text: ({ comments }) => comments,
      cell: ({ comments }) => numberOf(comments),
    },
  ];
}

function numberOf(value: number | null): string {
  return value === null ? 'Unknown' : formatNumber(value);
}
