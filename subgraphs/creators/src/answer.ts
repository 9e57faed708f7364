import type { Facts } from '@tributary/platforms';
import type { Operation, Platform } from './platforms.ts';

export type {
  Facts,
  PostNumbers,
  Profile,
  Video,
  Videos,
} from '@tributary/platforms';

/** The subject of a lookup: a post by id, or a creator by normalised name. */
export interface Subject {
  readonly platform: Platform;
  readonly id: string;
  /** The creator's name as the caller wrote it; for a post its author, if the URL names one. */
  readonly username: string | null;
}

/**
 * The result of a source for one subject: facts with their origin and time, or null if the subject
 * does not exist.
 */
export type Found<Name extends Operation = Operation> = {
  readonly facts: Facts[Name];
  /** Origin of the facts, if not the source itself. */
  readonly provider?: string;
  /** Time of measurement, if not now. */
  readonly fetchedAt?: Date;
} | null;

/** An answer about one subject, fresh or stored. */
export interface Answer<Name extends Operation = Operation> {
  readonly facts: Facts[Name];
  /** Name of the source. */
  readonly provider: string;
  readonly fetchedAt: Date;
  /** Whether it was served from the cache. */
  readonly cached: boolean;
  /** Whether it is past its freshness, served because no source could be reached. */
  readonly stale: boolean;
}

/** Returns the key under which an answer is stored. */
export function answerKey(operation: Operation, { platform, id }: Subject): string {
  return `${operation}:${platform}:${id}`;
}
