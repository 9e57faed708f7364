import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

const Summary = ifValid(Type.Object({ summary: ifValid(Type.Object({ total_count: count })) }));

const NumbersMembers = {
  from: ifValid(Type.Object({ username: text })),
  reactions: Summary,
  comments: Summary,
  /** Missing if zero or hidden; the API does not tell which. */
  shares: ifValid(Type.Object({ count })),
};

/** Metrics of a post. */
export const PostNumbers = Type.Object({ id, ...NumbersMembers });
export type PostNumbers = StaticDecode<typeof PostNumbers>;

/** Metrics of posts by id. */
export const PostsById = Type.Record(Type.String(), Type.Union([PostNumbers, Type.Null()]));

/** A post of a page. */
export const Post = Type.Object({
  id,
  ...NumbersMembers,
  message: text,
  created_time: time,
  permalink_url: id,
});
export type Post = StaticDecode<typeof Post>;

export const Posts = Type.Object({ data: Type.Array(Post) });

/** A page. */
export const Page = Type.Object({
  id,
  username: text,
  name: text,
  about: text,
  website: url,
  picture: optional(Type.Object({ data: ifValid(Type.Object({ url })) })),
  followers_count: count,
  verification_status: text,
});
export type Page = StaticDecode<typeof Page>;
