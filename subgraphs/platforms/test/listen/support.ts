import type { PublicPost } from '../../../../test/upstreams/listening/public-post.ts';
import { type StandIn, startStandIn, type Vendor } from '../../../../test/upstreams/stand-in.ts';
import { type Cost, type ListeningPlatform, openSources, type Source } from '../../src/index.ts';
import { policyWith, settingsWith } from '../support.ts';
import { recordedBudget } from './readings.ts';

const started: StandIn[] = [];

/** Stops the stand-ins of a test; each file that starts some calls it after each test. */
export async function stopAll(): Promise<void> {
  for (const standIn of started.splice(0)) await standIn.stop();
}

/** Starts a stand-in. */
export async function start(vendor: Vendor): Promise<StandIn> {
  const standIn = await startStandIn(vendor);
  started.push(standIn);
  return standIn;
}

/** Opens one source with these environment variables. */
export function open(
  platform: ListeningPlatform,
  env: Record<string, string>,
  options: {
    readonly allowPrivate?: boolean;
    readonly clock?: () => number;
    readonly onTake?: (cost: Cost) => void;
  } = {},
): Source {
  const { allowPrivate = true, clock = Date.now } = options;
  const policy = policyWith({ timeout: 5_000, clock, allowPrivate });
  return openSources(settingsWith(env), policy, () => recordedBudget(options.onTake)).get(platform)!;
}

/** Returns conditions of a reading that ends by itself. */
export function options() {
  return { signal: AbortSignal.timeout(60_000) };
}

/** Returns posts, numbered from 1, the last of which is a second old. */
export function postsOf(count: number): PublicPost[] {
  return Array.from({ length: count }, (_, at) => ({
    number: at + 1,
    at: Date.now() - (count - at) * 1_000,
    text: `tea no. ${at + 1}`,
    deleted: false,
  }));
}
