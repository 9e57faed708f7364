import { type Static, Type } from 'typebox';

const Name = (description: string) =>
  Type.Optional(Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", description }));
const Text = (description: string) => Type.Optional(Type.String({ pattern: '^[^\\r\\n]*$', description }));

/** What each rule does, by the member that says so, and the other members that it may have. */
export const REQUEST_ACTIONS = {
  propagate: ['as', 'default'],
  propagateMatching: [],
  propagateCookies: [],
  insert: ['value', 'claim'],
  rename: ['to'],
  remove: [],
  removeMatching: [],
} as const;

/** The same for responses. */
export const RESPONSE_ACTIONS = {
  propagate: ['as', 'combine'],
  propagateMatching: ['combine'],
  insert: ['value'],
  remove: [],
} as const;

/** One rule for the headers that a subgraph receives. */
export const RequestHeaderRule = Type.Object(
  {
    propagate: Name('Sends the header of this name that the client has sent.'),
    as: Name('The name under which the header is sent on; the same name if not given.'),
    default: Text('The value that is sent if the client has not sent the header.'),
    propagateMatching: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Sends the headers of the client whose whole name matches this regular expression.',
      }),
    ),
    propagateCookies: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'Sends the cookies of these names that the client has sent, and no others.',
      }),
    ),
    insert: Name('Sends a header of this name with the given value.'),
    value: Text('The value of the inserted header.'),
    claim: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "The claim of the client's token that is the value of the inserted header, if there is one.",
      }),
    ),
    rename: Name('Renames a header that an earlier rule has added.'),
    to: Name('The new name of the header.'),
    remove: Name('Removes a header that an earlier rule has added.'),
    removeMatching: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Removes the headers whose whole name matches this regular expression.',
      }),
    ),
  },
  { additionalProperties: false, description: 'One rule; the first member says what it does.' },
);

/** One rule for the headers that the client receives. */
export const ResponseHeaderRule = Type.Object(
  {
    propagate: Name('Sends the header of this name that a subgraph has sent to the client.'),
    as: Name('The name under which the client receives the header; the same name if not given.'),
    propagateMatching: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Sends the headers of subgraphs whose whole name matches this regular expression.',
      }),
    ),
    combine: Type.Optional(
      Type.Unsafe<'first' | 'last' | 'append' | 'strictest'>(
        Type.String({
          enum: ['first', 'last', 'append', 'strictest'],
          description:
            'Which value remains if several responses have the header: `first`, `last` (default), all of them (`append`), or, ' +
            'for `cache-control`, the directives that all responses allow (`strictest`).',
        }),
      ),
    ),
    insert: Name('Sends a header of this name with the given value to the client.'),
    value: Text('The value of the inserted header.'),
    remove: Name('Removes a header that an earlier rule has added.'),
  },
  { additionalProperties: false, description: 'One rule; the first member says what it does.' },
);

export type RequestHeaderRule = Static<typeof RequestHeaderRule>;
export type ResponseHeaderRule = Static<typeof ResponseHeaderRule>;
