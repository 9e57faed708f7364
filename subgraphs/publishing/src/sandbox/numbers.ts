import { createHash } from 'node:crypto';
import { DAY } from '@tributary/kit';
import type { AccountAudience, PostMetrics } from '@tributary/platforms';

const HOUR = DAY / 24;
/** Hours after which a post has reached half of its initial audience. */
const HALF_LIFE = 6;

/**
 * Simulates the metrics of a sandbox post at a given time. They depend only on the post's reference
 * and age, so every process returns the same, and they never decrease.
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

/** Simulates the audience of a page at a given time. */
export function audienceAt(token: string, createdAt: Date, now: Date): Omit<AccountAudience, 'posts'> {
  const [base, growth, following] = fractionsOf(token) as [number, number, number];
  const days = Math.max(0, now.getTime() - createdAt.getTime()) / DAY;
  return {
    followers: 900 + Math.floor(2_000 * base + (3 + 20 * growth) * days),
    following: 80 + Math.floor(120 * following),
  };
}

/** Derives five numbers from 0 to 1 from a text. */
function fractionsOf(text: string): number[] {
  const digest = createHash('sha256').update(text).digest();
  return Array.from({ length: 5 }, (_, index) => digest.readUInt32BE(index * 4) / 0xffff_ffff);
}
