import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, text, time, url } from '../vendor-json.ts';

/** The newest id. */
export const MaxItem = Type.Integer({ minimum: 0 });

/** An item of the Firebase API; a deleted one has neither author nor text. */
export const FirebaseItem = Type.Object({
  id,
  type: text,
  by: text,
  time,
  title: text,
  text,
  url,
  parent: ifValid(id),
  score: count,
  descendants: count,
  deleted: flag,
  dead: flag,
});
export type FirebaseItem = StaticDecode<typeof FirebaseItem>;

/** An item; null if there is none, or none yet. */
export const MaybeItem = Type.Union([FirebaseItem, Type.Null()]);

/** Ids of items that have changed recently. */
export const Updates = Type.Object({ items: Type.Array(Type.Integer()) });

/** A result of the Algolia search. */
export const Hit = Type.Object({
  objectID: id,
  title: text,
  url,
  author: text,
  points: count,
  num_comments: count,
  story_text: text,
  comment_text: text,
  story_id: ifValid(id),
  story_title: text,
  parent_id: ifValid(id),
  created_at_i: time,
  _tags: ifValid(Type.Array(Type.String())),
});
export type Hit = StaticDecode<typeof Hit>;

export const Hits = Type.Object({ hits: Type.Array(Hit), page: Type.Integer(), nbPages: Type.Integer() });
