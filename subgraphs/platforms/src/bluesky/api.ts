import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

/** The name of an XRPC error. */
export const XrpcError = Type.Object({ error: Type.String() });

/** An account: app.bsky.actor.defs#profileViewDetailed. */
export const Actor = Type.Object({
  did: id,
  handle: id,
  displayName: text,
  description: text,
  avatar: url,
  followersCount: count,
  followsCount: count,
  postsCount: count,
  verification: ifValid(Type.Object({ verifiedStatus: text })),
});
export type Actor = StaticDecode<typeof Actor>;

/** A post: app.bsky.feed.defs#postView. */
export const Post = Type.Object({
  uri: id,
  author: ifValid(Type.Object({ handle: text })),
  record: ifValid(Type.Object({ text, createdAt: time })),
  indexedAt: time,
  likeCount: count,
  replyCount: count,
  repostCount: count,
});
export type Post = StaticDecode<typeof Post>;

export const Profiles = Type.Object({ profiles: Type.Array(Actor) });

export const Posts = Type.Object({ posts: Type.Array(Post) });

/** An author's feed: app.bsky.feed.getAuthorFeed. */
export const Feed = Type.Object({
  feed: Type.Array(Type.Object({ post: Post, reason: ifValid(Type.Object({ $type: text })) })),
});

/** A new session: com.atproto.server.createSession. */
export const Session = Type.Object({ did: Type.String(), handle: Type.String(), accessJwt: Type.String() });

/** The DID of a handle: com.atproto.identity.resolveHandle. */
export const ResolvedHandle = Type.Object({ did: Type.String() });

/** An uploaded file: com.atproto.repo.uploadBlob. */
export const UploadedBlob = Type.Object({ blob: Type.Unknown() });

/** A record of a post: com.atproto.repo.getRecord. */
export const PostRecord = Type.Object({
  uri: Type.String(),
  value: Type.Object({ text: Type.String(), createdAt: Type.String() }),
});

/** The public profile of an account: app.bsky.actor.getProfile. */
export const OwnProfile = Type.Object({
  displayName: optional(Type.String()),
  avatar: optional(Type.String()),
});

const Reference = ifValid(Type.Object({ uri: text }));

/** A feature of a facet: a link, a tag or a mention. */
const Feature = Type.Object({ $type: text, uri: text, tag: text });

/** An embed of a record; one with both media and a quoted post has the former in `media`. */
const EmbedMembers = {
  $type: text,
  images: ifValid(
    Type.Array(
      Type.Object({ alt: text, image: ifValid(Type.Object({ ref: ifValid(Type.Object({ $link: text })) })) }),
    ),
  ),
  external: ifValid(Type.Object({ uri: url, title: text })),
};

/** The record of a post: app.bsky.feed.post. */
export const FeedPost = Type.Object({
  text,
  createdAt: time,
  langs: ifValid(Type.Array(Type.String())),
  tags: ifValid(Type.Array(Type.String())),
  reply: ifValid(Type.Object({ root: Reference, parent: Reference })),
  facets: ifValid(Type.Array(Type.Object({ features: ifValid(Type.Array(Feature)) }))),
  embed: ifValid(Type.Object({ ...EmbedMembers, media: ifValid(Type.Object(EmbedMembers)) })),
});
export type FeedPost = StaticDecode<typeof FeedPost>;

/** A post with its whole record: app.bsky.feed.defs#postView. */
export const FoundPost = Type.Object({
  uri: id,
  author: Type.Object({ did: id, handle: id, displayName: text, avatar: url }),
  record: FeedPost,
  indexedAt: time,
  likeCount: count,
  replyCount: count,
  repostCount: count,
});
export type FoundPost = StaticDecode<typeof FoundPost>;

/** Posts by their URIs, or a page of app.bsky.feed.searchPosts. */
export const FoundPosts = Type.Object({ cursor: text, posts: Type.Array(FoundPost) });

/** A post and the replies to it: app.bsky.feed.getPostThread. A blocked reply has no post. */
export const PostThread = Type.Object({
  thread: Type.Object({
    replies: ifValid(Type.Array(Type.Object({ post: ifValid(FoundPost) }))),
  }),
});

const Commit = {
  operation: text,
  collection: text,
  rkey: text,
  record: Type.Optional(Type.Unknown()),
};
const AccountState = { active: flag, status: text };

/** A message of Jetstream version 2, in its frame. */
export const FrameV2 = Type.Object({
  $type: text,
  error: text,
  payload: ifValid(
    Type.Object({
      $type: text,
      seq: Type.Optional(Type.Integer()),
      did: text,
      time,
      witnessedAt: time,
      ...Commit,
      ...AccountState,
    }),
  ),
});

/** An event of Jetstream version 1. */
export const EventV1 = Type.Object({
  did: Type.String(),
  time_us: Type.Integer(),
  kind: text,
  commit: ifValid(Type.Object(Commit)),
  account: ifValid(Type.Object(AccountState)),
});
