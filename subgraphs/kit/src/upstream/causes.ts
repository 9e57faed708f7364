/** Most errors that are followed: a chain of causes may be a circle. */
const MOST = 10;

/** What is read of an error; not by its class, which differs between realms. */
export interface Cause {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** An error and what caused it, outermost first: fetch wraps what its sockets and bodies throw. */
export function causesOf(error: unknown): Cause[] {
  const found: Cause[] = [];
  for (let each = error; typeof each === 'object' && each !== null && found.length < MOST; ) {
    found.push(each);
    each = (each as Cause).cause;
  }
  return found;
}
