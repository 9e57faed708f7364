import { type Fault, isExplained, type ResponsePath } from '../faults.ts';
import type { Json } from '../json.ts';

/** A deferred fragment of one object, which can be built once its data is fetched. */
export interface DeferredObject {
  /** The id of the fragment. */
  readonly id: number;
  readonly path: ResponsePath;
  /** Builds the fragment; null if a non-null field has no value. */
  readonly build: (completion: Omit<Completion, 'path'>) => object | null;
}

/** The state of building one response. */
export interface Completion {
  /** The path to the current value; the path of a completer at depth n is its first n elements. */
  readonly path: (string | number)[];
  /** Faults of the fetches. */
  readonly fetched: readonly Fault[];
  /** Faults found while building the response. */
  readonly found: Fault[];
  /** The variables as they were sent, for introspection. */
  readonly variables: Readonly<Json>;
  /** The objects that have deferred fragments. */
  readonly deferred: DeferredObject[];
  /** The subgraphs that resolve a field. */
  readonly servicesOf: (type: string, field: string) => readonly string[];
}

/**
 * Completes a value for the client. Null is a valid result; undefined means that the field is
 * non-null, so that null propagates to the enclosing object or list.
 */
export type Complete = (value: unknown, completion: Completion, depth: number) => unknown;

/** Records a null in a non-null field, unless a fault of a fetch explains it. */
export function missing(completion: Completion, depth: number, field: string): undefined {
  const path = completion.path.slice(0, depth);
  if (!isExplained(path, completion.fetched)) {
    completion.found.push({ message: `Cannot return null for non-nullable field ${field}.`, path });
  }
  return undefined;
}

/**
 * Records a field that a subgraph omitted from its response, unless a fault of a fetch explains it.
 * The field is null. `field` is `Type.name`.
 */
export function absent(completion: Completion, depth: number, field: string): null {
  const path = completion.path.slice(0, depth);
  if (isExplained(path, completion.fetched)) return null;
  const [type, name] = field.split('.');
  const services = completion.servicesOf(type!, name!);
  completion.found.push({
    message: `The subgraph ${services.join(' or ')} did not return ${field}.`,
    path,
    extensions: { code: 'UPSTREAM_FAILED', service: services.join(', ') },
  });
  return null;
}

/** Records a value that is not valid for its type; the field is null. */
export function invalid(completion: Completion, depth: number, message: string): null {
  completion.found.push({ message, path: completion.path.slice(0, depth) });
  return null;
}

/** Maximum number of errors of denied fields in a response, of which a list may have many. */
const MOST_DENIED = 1_000;

/** Compiles a field that the caller must not select, with the value null or, if non-null, none. */
export function deniedField(field: string, value: null | undefined): Complete {
  return (_, { path, found }, depth) => {
    if (found.length < MOST_DENIED)
      found.push({
        message: `Not authorized to select ${field}.`,
        path: path.slice(0, depth),
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      });
    return value;
  };
}
