import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Shared parts in a database. */
const CacheDatabase = Type.Object(
  {
    url: Type.String({
      pattern: '^postgres(ql)?://\\S+$',
      description: 'PostgreSQL database, which gets the schema `router_cache`.',
    }),
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 1_048_576,
        maximum: 1_099_511_627_776,
        description: 'Size of the stored parts, in bytes. Default: 1 GiB.',
      }),
    ),
    maxRows: Type.Optional(
      Type.Integer({
        minimum: 100,
        maximum: 10_000_000,
        description: 'Number of the stored parts. Default: 200,000.',
      }),
    ),
    patienceMs: Type.Optional(
      Type.Integer({
        minimum: 10,
        maximum: 10_000,
        description:
          'How long a look-up may take until the subgraph is asked instead, in milliseconds. Default: 250.',
      }),
    ),
  },
  {
    ...closed,
    description: 'Stores the parts in PostgreSQL too, for all processes with the same section.',
  },
);

/** Which parts of responses are stored. */
export const Cache = Type.Object(
  {
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 1_048_576,
        maximum: 68_719_476_736,
        description: 'Memory of one process for stored parts, in bytes. Default: 64 MiB.',
      }),
    ),
    maxAgeSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 31_536_000,
        description:
          'How long a response without a maximum age may be used again, in seconds. Default: 0, never.',
      }),
    ),
    wholeResponses: Type.Optional(
      Type.Boolean({
        description: 'Whether whole responses to clients are stored as well as their parts. Default: true.',
      }),
    ),
    invalidationKey: Type.Optional(
      Type.String({
        minLength: 16,
        description:
          'Key of callers of `POST /cache/invalidate`, sent as a bearer token. Without it there is no such path.',
      }),
    ),
    database: Type.Optional(CacheDatabase),
  },
  {
    ...closed,
    description:
      'Stores parts of responses, as their `Cache-Control` and the directives of the schema allow. Without this section nothing ' +
      'is stored. Changes of anything but `maxAgeSeconds` take effect at the next start.',
  },
);

export type CacheSettings = Static<typeof Cache>;
export type CacheDatabaseSettings = Static<typeof CacheDatabase>;
