/** A number that the platform publishes; null, never 0, if it does not. */
export type Metric = number | null;

/**
 * What can be asked of a source: a post's numbers, a creator's profile, a creator's newest posts.
 */
export const OPERATIONS = ['post_stats', 'profile', 'videos'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The numbers of one post. */
export interface PostNumbers {
  readonly postId: string;
  /** The author's name, if the source returns it. */
  readonly username: string | null;
  readonly views: Metric;
  readonly likes: Metric;
  readonly comments: Metric;
  readonly shares: Metric;
}

/** A creator's profile. */
export interface Profile {
  /** In the platform's spelling. */
  readonly username: string;
  readonly fullName: string | null;
  readonly bio: string | null;
  readonly pictureUrl: string | null;
  readonly followers: Metric;
  readonly following: Metric;
  readonly postsCount: Metric;
  /** Null if the source does not say. */
  readonly isVerified: boolean | null;
  readonly externalUrl: string | null;
}

/** One post in a creator's list. */
export interface Video {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly views: Metric;
  readonly likes: Metric;
  readonly comments: Metric;
  readonly shares: Metric;
  /** ISO 8601; null if the source does not say. */
  readonly createdAt: string | null;
  /** Whether the creator keeps it at the top of the profile, however old it is. */
  readonly pinned: boolean;
}

/** A creator's posts, newest first. */
export interface Videos {
  readonly username: string;
  readonly videos: readonly Video[];
}

/** What each operation returns. */
export interface Facts {
  post_stats: PostNumbers;
  profile: Profile;
  videos: Videos;
}
