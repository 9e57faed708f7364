import { type StaticDecode, type TSchema, Type } from 'typebox';
import { optional, readAs } from '../vendor-json.ts';

/** A chat. */
export const Chat = Type.Object({
  id: Type.Integer(),
  title: optional(Type.String()),
  username: optional(Type.String()),
});

/** A message that was just sent. */
export const Sent = Type.Object({ message_id: Type.Integer(), chat: Chat });
export type Sent = StaticDecode<typeof Sent>;

const Response = Type.Object({ ok: Type.Literal(true), result: Type.Unknown() });

/** Reads the result in the envelope that every response of the Bot API has. */
export function readResult<Schema extends TSchema>(schema: Schema): (body: unknown) => StaticDecode<Schema> {
  return (body) => readAs(schema)(readAs(Response)(body).result);
}
