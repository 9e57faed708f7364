/** Where something is in a response: field names (aliases, where there are) and list indices. */
export type ResponsePath = readonly (string | number)[];

/** Something that went wrong in an execution, before it is decided what of it the caller may see. */
export interface Fault {
  readonly message: string;
  /** Where in the gateway's response; absent when it concerns a whole fetch or the whole request. */
  readonly path?: ResponsePath | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  /** The subgraph that reported it; absent for what the gateway itself has found. */
  readonly serviceName?: string | undefined;
  /** What was thrown, when it is no error of GraphQL. */
  readonly cause?: unknown;
  /** Set when nothing at all came of the fetch, so that any null may be due to this. */
  readonly whole?: boolean;
}

/** The fault for something that was thrown. */
export function thrown(cause: unknown): Fault {
  return { message: cause instanceof Error ? cause.message : String(cause), cause };
}

/**
 * Whether one of the faults already accounts for a null at `path`: it has no place of its own, or lies above it or
 * below it, or has cost a whole fetch. The specification allows one error for each field, so what is explained is not reported again.
 */
export function isExplained(path: ResponsePath, faults: readonly Fault[]): boolean {
  return faults.some((fault) => !fault.path || fault.whole || sameWay(path, fault.path));
}

function sameWay(one: ResponsePath, other: ResponsePath): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return false;
  return true;
}
