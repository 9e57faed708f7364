import { tracingChannel } from 'node:diagnostics_channel';

/** A statement that is sent to PostgreSQL. */
export interface TracedStatement {
  /** SQL with placeholders instead of values. */
  readonly text: string;
}

/** A request to an upstream, with its retries. */
export interface TracedCall {
  readonly upstream: string;
  readonly operation: string;
}

/** Announces statements. Without subscribers, a statement costs one comparison more. */
export const statementChannel = tracingChannel<unknown, TracedStatement>('tributary:statement');

/** Announces requests to upstreams. */
export const upstreamChannel = tracingChannel<unknown, TracedCall>('tributary:upstream');
