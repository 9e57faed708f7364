import { type StaticDecode, Type } from 'typebox';
import { count, flag, id, ifValid, text, time, url } from '../vendor-json.ts';

/** A question; its title is escaped, its body is HTML. */
export const Question = Type.Object({
  question_id: id,
  title: text,
  body: text,
  link: url,
  tags: ifValid(Type.Array(Type.String())),
  owner: ifValid(Type.Object({ user_id: ifValid(id), display_name: text, profile_image: url, link: url })),
  score: ifValid(Type.Integer()),
  answer_count: count,
  view_count: count,
  creation_date: time,
});
export type Question = StaticDecode<typeof Question>;

/** The wrapper of every response; `backoff` is in seconds. */
export const Questions = Type.Object({
  items: Type.Array(Question),
  has_more: flag,
  backoff: count,
  quota_remaining: count,
});
export type Questions = StaticDecode<typeof Questions>;
