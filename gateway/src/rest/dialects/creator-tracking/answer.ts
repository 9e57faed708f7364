import { type TSchema, Type } from 'typebox';
import { nullable } from '../../engine/nullable.ts';
import { Problem } from '../../engine/problem.ts';

/** Where numbers come from, as the graph gives it. */
export interface SourceReading {
  provider: string;
  fetchedAt: string;
  cached: boolean;
  stale: boolean;
}

/** Selection of {@link SourceReading}. */
export const READING = 'provider fetchedAt cached stale';

/** The documented envelope. An answer that is older than usual, as no source could be reached, says so in `meta`. */
export function answer(platform: string, { cached, stale }: SourceReading, data: object): object {
  return { ok: true, data, meta: { cached, platform, ...(stale ? { stale } : {}) } };
}

/** Its schema. */
export function answerSchema(data: TSchema): TSchema {
  return Type.Object({
    ok: Type.Literal(true),
    data,
    meta: Type.Object({
      cached: Type.Boolean({ description: 'Whether it was there before it was asked for.' }),
      platform: Type.String(),
      stale: Type.Optional(
        Type.Boolean({ description: 'True for an older answer, as no source could be reached.' }),
      ),
    }),
  });
}

/** A creator, or what was read of one; without it there is no such creator. */
export function known<Value>(value: Value | null): Value {
  if (value === null) throw new Problem('NOT_FOUND', 'Creator not found');
  return value;
}

/** The documented slug of a platform. */
export function slugOf({ platform }: { platform: string }): string {
  return platform === 'X' ? 'twitter' : platform.toLowerCase();
}

/** A number that the platform may not tell. */
export function told(description: string): TSchema {
  return nullable(Type.Integer(), `${description}; null when the platform does not tell.`);
}

/** A time, with milliseconds. */
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

/** Errors of the routes that look something up. */
export const LOOKUP_ERRORS = {
  400: BAD_REQUEST,
  ...ERRORS,
  402: ['Insufficient balance — add funds at /billing'],
  404: ['Not found'],
  502: ['Upstream provider error — all data sources failed'],
};

/** Returns the display name of a platform in the document, which calls X `Twitter/X`. */
export function nameOf({ platform, name }: { platform: string; name: string }): string {
  return platform === 'X' ? 'Twitter/X' : name;
}
