import { type Logger, TributaryError } from '@tributary/kit';
import { formatError } from '@tributary/kit/host';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Fault } from './faults.ts';

/** How faults are formatted. */
interface FormatOptions {
  /**
   * Whether subgraph errors are never masked, because the subgraphs of a general router mask their
   * own.
   */
  readonly showErrors: boolean;
  readonly log: Logger;
  readonly requestId: string;
}

/**
 * Formats a fault for the caller. Shows subgraph errors that have a code, every TributaryError, and
 * what the gateway found itself; masks and logs all others.
 */
export function formatFault(
  fault: Fault,
  { showErrors, log, requestId }: FormatOptions,
): GraphQLFormattedError {
  const { message, path, extensions, serviceName } = fault;
  const isPublic = showErrors || !serviceName || extensions?.['code'] !== undefined;
  if (fault.cause === undefined && isPublic) return unmasked(fault, showErrors);
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

/** Names the failed subgraph only to users of a general router, who know its subgraphs. */
function unmasked(
  { message, path, extensions, serviceName: service }: Fault,
  named: boolean,
): GraphQLFormattedError {
  const { stacktrace, serviceName, ...rest } = extensions ?? {};
  const shown = { code: 'INTERNAL', ...(named && service ? { service } : {}), ...rest };
  return { message, ...(path ? { path } : {}), extensions: shown };
}
