import { type Fault, isExplained } from '../execution/faults.ts';
import type { Json } from '../execution/run.ts';

/** The shaping of one answer. */
export interface Shaping {
  /** The way to the value at hand; a completer at depth n has its place in the first n elements. */
  readonly path: (string | number)[];
  /** What went wrong while fetching. */
  readonly fetched: readonly Fault[];
  /** What shaping itself has found. */
  readonly found: Fault[];
  /** The variables as they were sent, for introspection. */
  readonly sent: Readonly<Json>;
  /** The subgraphs that resolve a field. */
  readonly servicesOf: (type: string, field: string) => readonly string[];
}

/**
 * Gives the value as the client sees it. Null is an answer; undefined says that null is not possible here, so that
 * the object or list around it becomes null in turn.
 */
export type Complete = (value: unknown, shaping: Shaping, depth: number) => unknown;

/** Records a null where there must be none, unless a fault of the fetches is the reason for it. */
export function missing(shaping: Shaping, depth: number, field: string): undefined {
  const path = shaping.path.slice(0, depth);
  if (!isExplained(path, shaping.fetched)) {
    shaping.found.push({ message: `Cannot return null for non-nullable field ${field}.`, path });
  }
  return undefined;
}

/**
 * Records that a field is in no answer although nothing has failed: a subgraph left it out. `field` is its type and its
 * name. The field is null.
 */
export function absent(shaping: Shaping, depth: number, field: string): null {
  const path = shaping.path.slice(0, depth);
  if (isExplained(path, shaping.fetched)) return null;
  const [type, name] = field.split('.');
  const services = shaping.servicesOf(type!, name!);
  shaping.found.push({
    message: `The subgraph ${services.join(' or ')} did not answer ${field}.`,
    path,
    extensions: { code: 'UPSTREAM_FAILED', service: services.join(', ') },
  });
  return null;
}

/** Records a value that the schema does not allow; the field is null instead. */
export function invalid(shaping: Shaping, depth: number, message: string): null {
  shaping.found.push({ message, path: shaping.path.slice(0, depth) });
  return null;
}
