import { Type } from 'typebox';
import { optional } from '../vendor-json.ts';

/** Members of every Web API response; its HTTP status is 200 even for errors. */
export const Result = Type.Object({ ok: Type.Boolean(), error: optional(Type.String()) });

/** A message that was just posted. */
export const Posted = Type.Object({ ok: Type.Literal(true), channel: Type.String(), ts: Type.String() });

/** The bot of a token. */
export const Identity = Type.Object({
  team_id: Type.String(),
  team: optional(Type.String()),
  user: Type.String(),
});

/** The address of a message. */
export const Permalink = Type.Object({ permalink: Type.String() });

/** Messages of a channel with their metadata. */
export const History = Type.Object({
  messages: Type.Array(
    Type.Object({
      ts: Type.String(),
      metadata: optional(
        Type.Object({
          event_type: Type.String(),
          event_payload: Type.Object({ reference: optional(Type.String()) }),
        }),
      ),
    }),
  ),
  has_more: optional(Type.Boolean()),
});
