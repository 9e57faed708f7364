import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, text, time, url } from '../vendor-json.ts';

/** An application's token. */
export const Token = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  expires_in: Type.Number(),
});

/** A link (`t3`) or a comment (`t1`). */
export const Thing = Type.Object({
  /** Its full name, such as `t3_1abc`. */
  name: id,
  title: text,
  selftext: text,
  body: text,
  author: text,
  author_fullname: text,
  subreddit: text,
  permalink: text,
  url,
  score: ifValid(Type.Integer()),
  num_comments: count,
  num_crossposts: count,
  created_utc: time,
  parent_id: text,
  link_id: text,
  link_title: text,
  removed_by_category: text,
});
export type Thing = StaticDecode<typeof Thing>;

/** A page of things; `after` is the name of the next page. */
export const Listing = Type.Object({
  data: Type.Object({ after: text, children: Type.Array(Type.Object({ kind: text, data: Thing })) }),
});

/** A post, and the comments on it; the last of them may stand for more. */
export const Thread = Type.Array(Listing);
