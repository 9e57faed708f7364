import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Which parts of subgraphs' responses are stored. */
export const Cache = Type.Object(
  {
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 1_048_576,
        maximum: 68_719_476_736,
        description:
          'Memory of one process for stored parts, in bytes. Default: 64 MiB. A change takes effect at the next start.',
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
    invalidationKey: Type.Optional(
      Type.String({
        minLength: 16,
        description:
          'Key of callers of `POST /cache/invalidate`, sent as a bearer token. Without it there is no such path.',
      }),
    ),
  },
  {
    ...closed,
    description:
      'Stores responses of subgraphs and entities, as their `Cache-Control` allows. Without this section nothing is stored.',
  },
);

export type CacheSettings = Static<typeof Cache>;
