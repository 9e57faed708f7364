import type { Operation, Platform } from './platforms.ts';

/** A number that the platform tells, or null; what is not told is never 0. */
export type Told = number | null;

/** One post's numbers. */
export interface PostNumbers {
  readonly postId: string;
  /** Who posted it, where the source says. */
  readonly username: string | null;
  readonly views: Told;
  readonly likes: Told;
  readonly comments: Told;
  readonly shares: Told;
}

/** A creator as the profile shows them. */
export interface Profile {
  /** As the platform writes it. */
  readonly username: string;
  readonly fullName: string | null;
  readonly bio: string | null;
  readonly pictureUrl: string | null;
  readonly followers: Told;
  readonly following: Told;
  readonly postsCount: Told;
  /** Null when the source does not say. */
  readonly isVerified: boolean | null;
  readonly externalUrl: string | null;
}

/** One post in a creator's list. */
export interface Video {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly views: Told;
  readonly likes: Told;
  readonly comments: Told;
  readonly shares: Told;
  /** ISO 8601; null when the source does not say. */
  readonly createdAt: string | null;
  /** Kept at the top of the profile by its creator, however old. */
  readonly pinned: boolean;
}

/** A creator's newest posts, newest first. */
export interface Videos {
  readonly username: string;
  readonly videos: readonly Video[];
}

/** What each operation gives. */
export interface Facts {
  post_stats: PostNumbers;
  profile: Profile;
  videos: Videos;
}

/** What is asked about: a post by its id, or a creator by the one spelling of the name. */
export interface Subject {
  readonly platform: Platform;
  readonly id: string;
  /** The creator's name as the caller wrote it; of a post its author where the address says so. */
  readonly username: string | null;
}

/** What a source says about one subject: its facts, with where and when they were taken; or that there is no such thing. */
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
