/** A post of X: what X gives and files may have. */
export interface XPostFields {
  /** X's id. */
  id: string;
  content: string;
  postedAt: Date;
  conversationId: string | null;
  inReplyToUser: string | null;
  inReplyToPost: string | null;
  quotedPostId: string | null;
  quotedContent: string | null;
  quotedUsername: string | null;
  isRetweet: boolean;
  hashtags: readonly string[];
  mentions: readonly string[];
  urls: readonly string[];
  media: readonly { type: string; url: string }[];
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  views: number | null;
}

/** A post that the X API returned: the only kind that all workspaces may share. */
export interface FromX extends XPostFields {
  readonly origin: 'x';
}

/** A post from a file that a workspace imported. It belongs to that workspace. */
export interface FromFile extends XPostFields {
  readonly origin: 'file';
}
