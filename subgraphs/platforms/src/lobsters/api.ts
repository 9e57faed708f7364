import { type StaticDecode, Type } from 'typebox';
import { count, id, ifValid, text, time, url } from '../vendor-json.ts';

/** A story; older versions of the software write the submitter as an object. */
export const Story = Type.Object({
  short_id: id,
  created_at: time,
  title: text,
  url,
  score: ifValid(Type.Integer()),
  comment_count: count,
  description: text,
  description_plain: text,
  submitter_user: ifValid(Type.Union([Type.String(), Type.Object({ username: Type.String() })])),
  tags: ifValid(Type.Array(Type.String())),
  short_id_url: url,
});
export type Story = StaticDecode<typeof Story>;

export const Stories = Type.Array(Story);
