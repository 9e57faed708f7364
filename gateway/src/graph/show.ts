import { formatError, type Logger, TributaryError } from '@tributary/kit';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Fault } from './execution/faults.ts';

/**
 * A fault as the caller sees it: a subgraph's error is fit to be shown when it has a code, a TributaryError always is,
 * and so is what the gateway has found itself; anything else is masked and logged.
 */
export function show(fault: Fault, log: Logger, requestId: string): GraphQLFormattedError {
  if (fault.cause === undefined && (!fault.serviceName || fault.extensions?.['code'] !== undefined))
    return showOpenly(fault);
  const { message, path, extensions } = fault;
  // What a subgraph said without a code goes to the log with its own words.
  const cause = fault.cause ?? { message, extensions, subgraph: fault.serviceName };
  return formatError(
    new GraphQLError(cause instanceof TributaryError ? cause.message : '', {
      originalError: cause as Error,
      ...(path ? { path } : {}),
    }),
    log,
    requestId,
  );
}

/** A fault as it is, for a router of subgraphs that mask their errors themselves. */
export function showOpenly({ message, path, extensions }: Fault): GraphQLFormattedError {
  const { stacktrace, serviceName, ...rest } = extensions ?? {};
  return { message, ...(path ? { path } : {}), extensions: { code: 'INTERNAL', ...rest } };
}
