import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, optional, text, time, url } from '../vendor-json.ts';

/** An article that was just published. */
export const Article = Type.Object({ id: Type.Integer(), url: Type.String() });

/** Published articles of the API key's user. */
export const OwnArticles = Type.Array(
  Type.Object({ ...Article.properties, body_markdown: Type.String(), published_at: Type.String() }),
);

/** The user of an API key. */
export const User = Type.Object({
  id: Type.Integer(),
  username: Type.String(),
  name: optional(Type.String()),
  profile_image: optional(Type.String()),
});

/** An article in a list, or by itself; only the latter has its text. */
export const ListedArticle = Type.Object({
  id,
  title: text,
  description: text,
  body_markdown: text,
  url,
  cover_image: url,
  // A list in lists, and text in single articles.
  tag_list: ifValid(Type.Array(Type.String())),
  public_reactions_count: count,
  comments_count: count,
  published_timestamp: time,
  user: ifValid(Type.Object({ user_id: ifValid(id), name: text, username: text, profile_image: url })),
});
export type ListedArticle = StaticDecode<typeof ListedArticle>;

export const ListedArticles = Type.Array(ListedArticle);
