import { type Static, Type } from 'typebox';

/** Where a router records what its clients use. */
export const Usage = Type.Object(
  {
    databaseUrl: Type.Optional(
      Type.String({
        pattern: '^postgres(ql)?://\\S+$',
        description:
          'PostgreSQL database with the usage of clients. Default: that of the router; with `--plain` there is none.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Records which operations and fields clients use, for `tributary schema check`. Changes take effect at the next start.',
  },
);

export type UsageSettings = Static<typeof Usage>;
