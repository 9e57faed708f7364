import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Which progressive overrides apply. */
export const Overrides = Type.Object(
  {
    labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'Labels of `@override` that are active for every request.',
      }),
    ),
    header: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Header with further labels that are active for a request, separated by commas.',
      }),
    ),
  },
  {
    ...closed,
    description:
      'Progressive overrides: which labels are active. A label `percent(n)` is active for n % of the requests.',
  },
);

export type OverrideSettings = Static<typeof Overrides>;
