import { statementChannel } from '../../core/traced-work.ts';

/** A query as pg accepts it: its text, or an object with it. */
export type SentQuery = string | { readonly text?: string };

/** Sends a statement, and announces it to those who trace statements. */
export function tracedStatement<Result>(query: SentQuery, send: () => Promise<Result>): Promise<Result> {
  if (!statementChannel.hasSubscribers) return send();
  const text = typeof query === 'string' ? query : (query.text ?? '');
  return statementChannel.tracePromise(send, { text });
}
