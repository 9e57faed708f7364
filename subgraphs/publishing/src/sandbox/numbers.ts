import { createHash } from 'node:crypto';
import type { AccountAudience, PostMetrics } from '@tributary/platforms';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours in which a post reaches half of the people it reaches at first. */
const HALF_LIFE = 6;

/**
 * The numbers of a sandbox post at a moment. Nobody sees a sandbox, so they are simulated: a
 * function of the post's reference and age alone, the same in every process, and never smaller than
 * a moment before.
 */
export function numbersAt(reference: string, publishedAt: Date, now: Date): PostMetrics {
  const [reach, tail, liked, commented, shared] = fractionsOf(reference) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const hours = Math.max(0, now.getTime() - publishedAt.getTime()) / HOUR;
  const impressions = Math.floor(
    (600 + 3_400 * reach) * (1 - 2 ** (-hours / HALF_LIFE)) + (1 + 4 * tail) * hours,
  );
  return {
    impressions,
    likes: Math.floor(impressions * (0.015 + 0.045 * liked)),
    comments: Math.floor(impressions * (0.001 + 0.008 * commented)),
    shares: Math.floor(impressions * (0.002 + 0.012 * shared)),
  };
}

/** The simulated audience of a page at a moment. */
export function audienceAt(token: string, createdAt: Date, now: Date): Omit<AccountAudience, 'posts'> {
  const [base, growth, following] = fractionsOf(token) as [number, number, number];
  const days = Math.max(0, now.getTime() - createdAt.getTime()) / DAY;
  return {
    followers: 900 + Math.floor(2_000 * base + (3 + 20 * growth) * days),
    following: 80 + Math.floor(120 * following),
  };
}

/** Five numbers from 0 to 1 that belong to a text. */
function fractionsOf(text: string): number[] {
  const digest = createHash('sha256').update(text).digest();
  return Array.from({ length: 5 }, (_, index) => digest.readUInt32BE(index * 4) / 0xffff_ffff);
}
