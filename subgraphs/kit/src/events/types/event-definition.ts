import { type Static, type TObject, type TSchema, Type } from 'typebox';

/** The contract of one type of event. */
export interface EventDefinition<Payload extends TObject = TObject> {
  /** When the event is recorded. */
  readonly description: string;
  /** The object that the event's `subject` identifies. */
  readonly subject: string;
  readonly payload: Payload;
  readonly example: Static<Payload>;
}

/** Defines a type of event. */
export function event<Payload extends TObject>(
  description: string,
  subject: string,
  payload: Payload,
  example: Static<Payload>,
): EventDefinition<Payload> {
  return { description, subject, payload, example };
}

export const text = (description: string) => Type.String({ description });
export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const time = (description: string) => Type.String({ format: 'date-time', description });
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
