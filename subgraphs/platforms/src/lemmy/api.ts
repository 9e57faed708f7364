import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, text, url } from '../vendor-json.ts';

const Creator = ifValid(Type.Object({ name: text, display_name: text, actor_id: url, avatar: url }));
const Community = ifValid(Type.Object({ name: text, actor_id: url }));
const Counts = ifValid(Type.Object({ upvotes: count, comments: count, child_count: count }));

/** A post with what belongs to it. */
export const PostView = Type.Object({
  post: Type.Object({
    id,
    name: text,
    body: text,
    url,
    ap_id: id,
    published: text,
    deleted: flag,
    removed: flag,
  }),
  creator: Creator,
  community: Community,
  counts: Counts,
});
export type PostView = StaticDecode<typeof PostView>;

/** A page of posts; version 0.19 and later names the next one. */
export const Posts = Type.Object({ posts: Type.Array(PostView), next_page: text });

/** A comment with what belongs to it. */
export const CommentView = Type.Object({
  comment: Type.Object({ id, content: text, ap_id: id, published: text, deleted: flag, removed: flag }),
  post: ifValid(Type.Object({ name: text, ap_id: text })),
  creator: Creator,
  community: Community,
  counts: Counts,
});
export type CommentView = StaticDecode<typeof CommentView>;

/** Results of a search. */
export const Found = Type.Object({ posts: Type.Array(PostView), comments: Type.Array(CommentView) });
