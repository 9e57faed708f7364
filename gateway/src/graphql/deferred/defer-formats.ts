import type { Deferred, GraphResult } from '../../graph/index.ts';
import { deliveredResponse } from './delivered-response.ts';

/** The results that follow the first one. */
export type LaterResults = Deferred<GraphResult>;

/** What is delivered at one time. */
type Delivery = LaterResults['results'] extends AsyncIterable<infer Each> ? Each : never;

/** How a client receives the parts of a response. */
export interface DeferFormat {
  readonly contentType: string;
  /** Writes the parts of a response whose first result has `data`. */
  open(data: unknown, pending: LaterResults['pending']): DeferWriter;
}

/** Writes the parts of one response. */
export interface DeferWriter {
  /** Members of the first part, besides those of the first result. */
  readonly first: object;
  next(delivery: Delivery): object;
}

const BOUNDARY = '-';

/** Apollo's format of August 2022: each fragment is sent whole. */
const legacy: DeferFormat = {
  contentType: `multipart/mixed; boundary="${BOUNDARY}"; deferSpec=20220824`,
  open(data) {
    const delivered = deliveredResponse(data);
    return {
      first: { hasNext: true },
      next: ({ completed, isLast }) => ({
        incremental: completed.map(({ fragment: { path, label }, result: { data = null, errors } }) => ({
          path,
          ...(label === undefined ? {} : { label }),
          data: data && delivered.whole(path, data),
          ...(errors ? { errors } : {}),
        })),
        hasNext: !isLast,
      }),
    };
  },
};

/** The format of the GraphQL draft: fragments are announced, and each field is sent once. */
const draft = (parameter: string): DeferFormat => ({
  contentType: `multipart/mixed; boundary="${BOUNDARY}"; ${parameter}`,
  open(data, pending) {
    const delivered = deliveredResponse(data);
    return {
      first: { pending: pending.map(withoutUndefined), hasNext: true },
      next({ completed, pending: more, isLast }) {
        const incremental: object[] = [];
        const ended = completed.map(({ fragment: { id, path }, result: { data, errors } }) => {
          const pieces = data ? delivered.missing(path, data) : null;
          if (!pieces) return { id, errors: errors ?? [] };
          if (pieces.length === 0 && errors) pieces.push({ subPath: [], data: {} });
          for (const [index, { subPath, data }] of pieces.entries())
            incremental.push({
              id,
              ...(subPath.length > 0 ? { subPath } : {}),
              data,
              ...(errors && index === 0 ? { errors } : {}),
            });
          return { id };
        });
        return {
          ...(more.length > 0 ? { pending: more.map(withoutUndefined) } : {}),
          ...(incremental.length > 0 ? { incremental } : {}),
          completed: ended,
          hasNext: !isLast,
        };
      },
    };
  },
});

/** The formats by the parameter of `multipart/mixed`; the draft has had two names. */
const FORMATS = [
  ['incrementalSpec', 'v0.2', draft('incrementalSpec=v0.2')],
  ['incrementalDeliverySpec', '3283f8a', draft('incrementalDeliverySpec=3283f8a')],
  ['deferSpec', '20220824', legacy],
] as const;

const MULTIPART = /multipart/i;

/** Returns the format of parts that a client accepts; null if it accepts none. */
export function deferFormatOf(accept: string | undefined): DeferFormat | null {
  // Nearly no client does.
  if (!accept || !MULTIPART.test(accept)) return null;
  const ranges = accept
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().replaceAll('"', '').toLowerCase()));
  const parameters = ranges.filter(([type]) => type === 'multipart/mixed').flat();
  const found = FORMATS.find(([name, value]) => parameters.includes(`${name}=${value}`.toLowerCase()));
  return found?.[2] ?? null;
}

function withoutUndefined({ id, path, label }: LaterResults['pending'][number]): object {
  return { id, path, ...(label === undefined ? {} : { label }) };
}

/** Writes the first part, with the boundary that ends it, so that a client can read it at once. */
export function firstPart(body: string): string {
  return `\r\n--${BOUNDARY}${part(body)}`;
}

/** Writes a part. */
export function part(body: string): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${body}\r\n--${BOUNDARY}`;
}

/** The text after the last part. */
export const END = '--\r\n';
