import { Type } from 'typebox';
import { optional } from '../vendor-json.ts';

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
