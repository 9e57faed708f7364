import { setInterval as ticks } from 'node:timers/promises';
import { dev } from '../../upstreams/listening/dev.ts';
import { hackernews } from '../../upstreams/listening/hackernews.ts';
import { lemmy } from '../../upstreams/listening/lemmy.ts';
import { liveBluesky } from '../../upstreams/listening/live-bluesky.ts';
import type { PublicPost } from '../../upstreams/listening/public-post.ts';
import { type StandIn, startStandIn } from '../../upstreams/stand-in.ts';

/** A platform that posts are published at. */
export interface PublishingPlatform {
  readonly source: string;
  /** Posts per second, and how many of them match no tracker for one that does. */
  readonly perSecond: number;
  readonly others: number;
  /** How often it is polled, in seconds; 0 for a stream. */
  readonly interval: number;
  /** Maximum time from publication to visibility that is aimed at, in seconds. */
  readonly goal: number;
  publish(text: string): void;
}

/** Stand-ins for platforms, with the settings that make the product read them. */
export interface PublishingWorld {
  readonly platforms: readonly PublishingPlatform[];
  readonly settings: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts a stand-in for each platform that is measured. */
export async function openPublishingWorld(): Promise<PublishingWorld> {
  const live = liveBluesky();
  const [stories, threads, articles]: PublicPost[][] = [[], [], []];
  const standIns = await Promise.all(
    [live.vendor, hackernews(stories!), lemmy(threads!), dev(articles!)].map(startStandIn),
  );
  const [bluesky, news, server, forem] = standIns.map(({ url }) => url) as [string, string, string, string];
  const into = (posts: PublicPost[]) => (text: string) =>
    void posts.push({ number: posts.length + 1, at: Date.now(), text, deleted: false });
  const rare = { perSecond: 1 / 20, others: 0 };
  return {
    platforms: [
      { source: 'bluesky', perSecond: 200, others: 19, interval: 0, goal: 2, publish: live.publish },
      { source: 'hackernews', perSecond: 1, others: 1, interval: 15, goal: 60, publish: into(stories!) },
      { source: 'lemmy', ...rare, interval: 60, goal: 65, publish: into(threads!) },
      { source: 'devto', ...rare, interval: 120, goal: 125, publish: into(articles!) },
    ],
    settings: {
      BLUESKY_JETSTREAM_URL: bluesky.replace('http', 'ws'),
      BLUESKY_JETSTREAM_V1_URL: '',
      BLUESKY_APPVIEW_URL: bluesky,
      HACKERNEWS_URL: news,
      HACKERNEWS_SEARCH_URL: news,
      LEMMY_URL: server,
      DEV_URL: forem,
    },
    stop: async () => void (await Promise.all(standIns.map((standIn: StandIn) => standIn.stop()))),
  };
}

/** Words of posts that no tracker finds. */
const WORDS = 'the new release works well for our small team and costs less than what we used before'.split(
  ' ',
);
/** Milliseconds between two looks at what is to be published. */
const TICK = 10;

/**
 * Publishes at the rates of the platforms. Returns the time of publication of each matching post,
 * by its mark.
 */
export async function publishAll(
  { platforms }: PublishingWorld,
  words: readonly string[],
  seconds: number,
): Promise<Map<string, number>> {
  const published = new Map<string, number>();
  const counts = new Map(platforms.map(({ source }) => [source, 0]));
  const start = performance.now();
  for await (const _ of ticks(TICK)) {
    const elapsed = (performance.now() - start) / 1_000;
    if (elapsed >= seconds) return published;
    for (const { source, perSecond, others, publish } of platforms)
      while (counts.get(source)! < elapsed * perSecond) {
        const number = counts.get(source)!;
        counts.set(source, number + 1);
        const text = `${WORDS.slice(number % 8).join(' ')}, says number ${number}`;
        if (number % (others + 1) !== 0) publish(text);
        else {
          const mark = `${source}mark${number}`;
          published.set(mark, Date.now());
          publish(`${mark} ${words[(number / (others + 1)) % words.length]} ${text}`);
        }
      }
  }
  return published;
}
