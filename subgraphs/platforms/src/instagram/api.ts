import { type StaticDecode, Type } from 'typebox';
import { count, id, optional, text, time, url } from '../vendor-json.ts';

/** A post; metrics hidden by its owner are missing. */
export const Media = Type.Object({
  id,
  permalink: id,
  caption: text,
  timestamp: time,
  like_count: count,
  comments_count: count,
  view_count: count,
});
export type Media = StaticDecode<typeof Media>;

/** An account; `media` is missing if it has no posts or none were requested. */
export const Account = Type.Object({
  username: id,
  name: text,
  biography: text,
  website: url,
  profile_picture_url: url,
  followers_count: count,
  follows_count: count,
  media_count: count,
  media: optional(Type.Object({ data: Type.Array(Media) })),
});
export type Account = StaticDecode<typeof Account>;

export const Discovery = Type.Object({ business_discovery: Account });
