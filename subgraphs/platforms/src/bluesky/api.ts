import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

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
