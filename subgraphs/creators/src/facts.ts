import type { Facts } from '@tributary/platforms';
import type { Operation, Platform } from './platforms.ts';

export type {
  Facts,
  Metric as Told,
  PostNumbers,
  Profile,
  Video,
  Videos,
} from '@tributary/platforms';

/** What is asked about: a post by its id, or a creator by the one spelling of the name. */
export interface Subject {
  readonly platform: Platform;
  readonly id: string;
  /** The creator's name as the caller wrote it; of a post its author where the address says so. */
  readonly username: string | null;
}

/**
 * What a source says about one subject: its facts, with where and when they were taken; or that
 * there is no such thing.
 */
export type Found<Name extends Operation = Operation> = {
  readonly facts: Facts[Name];
  /** Where the numbers come from, when that is not the source itself. */
  readonly provider?: string;
  /** When they were taken, when that is not now. */
  readonly fetchedAt?: Date;
} | null;

/** An answer about one subject, fresh or stored. */
export interface Answer<Name extends Operation = Operation> {
  readonly facts: Facts[Name];
  /** Where the numbers come from: a source's name. */
  readonly provider: string;
  readonly fetchedAt: Date;
  /** Whether it was served from the store. */
  readonly cached: boolean;
  /** Whether it is older than it should be, because no source could be reached. */
  readonly stale: boolean;
}

/** Returns the key under which an answer is stored. */
export function answerKey(operation: Operation, { platform, id }: Subject): string {
  return `${operation}:${platform}:${id}`;
}
