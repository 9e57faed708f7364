/** Fields of a post of X, from the API or from a file. */
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

/** A post returned by the X API: the only kind that workspaces may share. */
export interface FromX extends XPostFields {
  readonly origin: 'x';
}

/** A post from a file that a workspace imported, visible to that workspace only. */
export interface FromFile extends XPostFields {
  readonly origin: 'file';
}
