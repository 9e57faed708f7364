import type { Dialect } from './dialect.ts';
import { Problem } from './problem.ts';

const MESSAGES = {
  400: ['MALFORMED_BODY', 'The request is not valid HTTP.'],
  404: ['UNKNOWN_ROUTE', 'No such endpoint.'],
  414: ['URI_TOO_LONG', 'The URL or the headers of the request are too long.'],
} as const;

/**
 * Returns the response to an unreadable request in the envelope of the dialect that its URL belongs
 * to.
 */
export function malformedRequestIn(dialects: readonly Dialect[]) {
  return (
    url: string,
    status: keyof typeof MESSAGES,
    detail?: string,
  ): { status: number; body: object } | null => {
    const dialect = dialects.find(({ name }) => url.split(/[/?]/)[1] === name);
    if (!dialect) return null;
    const [code, message] = MESSAGES[status];
    return dialect.fail(new Problem(code, detail ?? message), null);
  };
}
