import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

/** Status in the body of a response; the HTTP status is always 200. */
export const Status = Type.Object({ statusCode: count, status_code: count });

const PostStats = Type.Object({
  playCount: count,
  diggCount: count,
  commentCount: count,
  shareCount: count,
});

/**
 * A post. `stats` overflows at 2^31 for the largest accounts; `statsV2` has the same counts as
 * strings.
 */
export const Post = Type.Object({
  id,
  desc: text,
  createTime: time,
  author: ifValid(Type.Object({ uniqueId: text })),
  isPinnedItem: flag,
  isTop: count,
  stats: optional(PostStats),
  statsV2: optional(PostStats),
});
export type Post = StaticDecode<typeof Post>;

export const PostDetail = Type.Object({ itemInfo: Type.Object({ itemStruct: Post }) });

const ItemList = Type.Object({ itemList: Type.Array(Post) });

/** A creator's posts; some responses wrap their members in `data`. */
export const UserPosts = Type.Union([Type.Object({ data: ItemList }), ItemList]);

const User = Type.Object({
  uniqueId: id,
  secUid: text,
  nickname: text,
  signature: text,
  avatarLarger: url,
  verified: flag,
  bioLink: ifValid(Type.Object({ link: text })),
});

const CreatorStats = Type.Object({ followerCount: count, followingCount: count, videoCount: count });

/** A creator; an unknown one is an empty object. */
export const UserInfo = Type.Object({
  userInfo: Type.Object({
    user: optional(Type.Union([User, Type.Object({}, { additionalProperties: false })])),
    stats: optional(CreatorStats),
    statsV2: optional(CreatorStats),
  }),
});
export type Creator = {
  readonly user: StaticDecode<typeof User>;
  readonly stats: StaticDecode<typeof CreatorStats>;
};
