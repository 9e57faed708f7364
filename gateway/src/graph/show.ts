import { type Logger, TributaryError } from '@tributary/kit';
import { formatError } from '@tributary/kit/host';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Fault } from './execution/faults.ts';

/** How faults are shown. */
interface Showing {
  /** Whether every error of a subgraph is shown as it is: subgraphs of a general router mask their own. */
  readonly openly: boolean;
  readonly log: Logger;
  readonly requestId: string;
}

/**
 * A fault as the caller sees it: a subgraph's error is fit to be shown when it has a code, a TributaryError always is,
 * and so is what the gateway has found itself; anything else is masked and logged.
 */
export function show(fault: Fault, { openly, log, requestId }: Showing): GraphQLFormattedError {
  const { message, path, extensions, serviceName } = fault;
  const fit = openly || !serviceName || extensions?.['code'] !== undefined;
  if (fault.cause === undefined && fit) return asItIs(fault, openly);
  // What a subgraph said without a code goes to the log with its own words.
  const cause = fault.cause ?? { message, extensions, subgraph: serviceName };
  return formatError(
    new GraphQLError(cause instanceof TributaryError ? cause.message : '', {
      originalError: cause as Error,
      ...(path ? { path } : {}),
    }),
    log,
    requestId,
  );
}

/** Users of a general router know its subgraphs, and which of them has failed. */
function asItIs(
  { message, path, extensions, serviceName: service }: Fault,
  named: boolean,
): GraphQLFormattedError {
  const { stacktrace, serviceName, ...rest } = extensions ?? {};
  const shown = { code: 'INTERNAL', ...(named && service ? { service } : {}), ...rest };
  return { message, ...(path ? { path } : {}), extensions: shown };
}
