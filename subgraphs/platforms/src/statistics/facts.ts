/** A published metric; null, never 0, if the platform does not publish it. */
export type Metric = number | null;

/** Operations of a source: metrics of a post, a creator's profile, a creator's newest posts. */
export const OPERATIONS = ['post_stats', 'profile', 'videos'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Metrics of one post. */
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
  /** Null if the source does not return it. */
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
  /** ISO 8601; null if the source does not return it. */
  readonly createdAt: string | null;
  /** Whether the creator has pinned it to the top of the profile. */
  readonly pinned: boolean;
}

/** A creator's posts, newest first. */
export interface Videos {
  readonly username: string;
  readonly videos: readonly Video[];
}

/** Result of each operation. */
export interface Facts {
  post_stats: PostNumbers;
  profile: Profile;
  videos: Videos;
}
