import type { Dialect } from './dialect.ts';
import { Problem } from './problem.ts';

const WORDS = {
  400: ['MALFORMED_BODY', 'The request is not valid HTTP.'],
  404: ['UNKNOWN_ROUTE', 'There is nothing at this address.'],
  414: ['URI_TOO_LONG', 'The address and headers of a request are too long.'],
} as const;

/** A request that could not be read, in the envelope of the dialect whose mount prefix the URL has. */
export function unreadableIn(dialects: readonly Dialect[]) {
  return (
    url: string,
    status: keyof typeof WORDS,
    detail?: string,
  ): { status: number; body: object } | null => {
    const dialect = dialects.find(({ name }) => url.split(/[/?]/)[1] === name);
    if (!dialect) return null;
    const [code, message] = WORDS[status];
    return dialect.fail(new Problem(code, detail ?? message), null);
  };
}
