import { type TSchema, Type } from 'typebox';
import { nullable } from '../../engine/nullable.ts';
import { Problem } from '../../engine/problem.ts';

/** Provenance of a reading, as the graph returns it. */
export interface SourceReading {
  provider: string;
  fetchedAt: string;
  cached: boolean;
  stale: boolean;
}

/** Selection of {@link SourceReading}. */
export const READING = 'provider fetchedAt cached stale';

/**
 * Wraps data in the documented envelope. `meta.stale` marks an old reading, served because no
 * source was reachable.
 */
export function envelope(platform: string, { cached, stale }: SourceReading, data: object): object {
  return { ok: true, data, meta: { cached, platform, ...(stale ? { stale } : {}) } };
}

/** Returns the schema of the envelope. */
export function envelopeSchema(data: TSchema): TSchema {
  return Type.Object({
    ok: Type.Literal(true),
    data,
    meta: Type.Object({
      cached: Type.Boolean({ description: 'Whether the response was served from the cache.' }),
      platform: Type.String(),
      stale: Type.Optional(
        Type.Boolean({
          description: 'Whether the response is outdated, because no source could be reached.',
        }),
      ),
    }),
  });
}

/** Returns the value; throws NOT_FOUND if it is null. */
export function known<Value>(value: Value | null): Value {
  if (value === null) throw new Problem('NOT_FOUND', 'Creator not found');
  return value;
}

/** Schema of a number that a platform may not publish. */
export function countOrNull(description: string): TSchema {
  return nullable(Type.Integer(), `${description}; null if the platform does not report it.`);
}

/** Schema of a time with milliseconds. */
export function moment(description: string): TSchema {
  return Type.String({ format: 'date-time', description });
}

const BAD_REQUEST = ['Bad request — missing or invalid parameters'];

/** Errors of every route, by status. */
export const ERRORS = {
  401: ['Unauthorized — missing or invalid API key'],
  429: ['Rate limit exceeded — wait and retry'],
  500: ['Internal server error'],
};

/** Errors of lookup routes. */
export const LOOKUP_ERRORS = {
  400: BAD_REQUEST,
  ...ERRORS,
  402: ['Insufficient balance — add funds at /billing'],
  404: ['Not found'],
  502: ['Upstream provider error — all data sources failed'],
};
