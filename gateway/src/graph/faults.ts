import type { GraphQLError } from 'graphql';

/** A path in a response: response keys and list indices. */
export type ResponsePath = readonly (string | number)[];

/** An error of an execution, before it is formatted for the caller. */
export interface Fault {
  readonly message: string;
  /**
   * Path in the gateway's response; absent when the error concerns a whole fetch or the whole
   * request.
   */
  readonly path?: ResponsePath | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  /** The subgraph that reported the error; absent for errors that the gateway found itself. */
  readonly serviceName?: string | undefined;
  /** The thrown value, when it is not a GraphQL error. */
  readonly cause?: unknown;
  /** Whether the fetch returned no data at all, so that any null may be due to this error. */
  readonly failedFetch?: boolean;
}

/** Returns the fault for a thrown value. */
export function faultOf(cause: unknown): Fault {
  return { message: cause instanceof Error ? cause.message : String(cause), cause };
}

/**
 * Whether one of the faults already accounts for a null at `path`: it has no path, or its path is
 * an ancestor or a descendant, or its whole fetch failed. The specification allows one error per
 * field, so such a null is not reported.
 */
export function isExplained(path: ResponsePath, faults: readonly Fault[]): boolean {
  return faults.some((fault) => !fault.path || fault.failedFetch || isSameBranch(path, fault.path));
}

function isSameBranch(one: ResponsePath, other: ResponsePath): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/**
 * Returns the fault of a rejected operation, which is the caller's mistake unless the error has its
 * own code.
 */
export function rejection(error: GraphQLError): Fault {
  return {
    message: error.message,
    ...(error.path ? { path: error.path } : {}),
    extensions: { code: 'INVALID_INPUT', ...error.extensions },
  };
}
