import type { SubgraphRequest } from '@tributary/kit/host';
import { isExactNumber } from '../exact-json.ts';
import type { Fault } from './faults.ts';
import type { Lots } from './lots.ts';
import type { Way } from './paths.ts';

/** An object of a response, as subgraphs give it: to be merged into, and shaped in the end. */
export type Json = Record<string, unknown>;

/** One execution of a plan: what the steps read and write. */
export interface Run {
  /** What has been fetched so far, from the root; the first fetch's answer is taken over as it is. */
  data: Json;
  readonly faults: Fault[];
  /** The objects at the ends of ways, as far as they were looked for since objects last came. */
  readonly found: Map<Way, Json[]>;
  /** Variables as the caller sent them: what a subgraph gets. */
  readonly sent: Readonly<Json>;
  readonly request: SubgraphRequest;
  /** Entities that several fetches ask the same of, by what they ask. */
  readonly lots: Map<string, Lots>;
  /** The subgraphs that are being asked, once for each operation. */
  readonly asked: string[];
  /** Set when nobody waits for the answer any more: nothing is begun after that. */
  over: boolean;
}

/** A compiled node of a query plan. */
export type Step = (run: Run) => Promise<void>;

/** Whether a value is an object of GraphQL, not a list or a leaf. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is the object's own: names such as `constructor` are fields like any other. */
export function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Reads a member, without the cost of asking whose it is for names that no object inherits. */
export function reader(key: string): (object: Json) => unknown {
  return key in Object.prototype ? (object) => own(object, key) : (object) => object[key];
}

/** Sets a member, `__proto__` too, which is a name that GraphQL allows. */
export function put(object: Json, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy that is nobody else's, down to the leaves that are no objects of JSON. */
export function copyOf<Value>(value: Value): Value;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => copyOf(item));
  if (typeof value !== 'object' || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  if (isExactNumber(value)) return value;
  const copy: Json = {};
  for (const key of Object.keys(value)) put(copy, key, copyOf((value as Json)[key]));
  return copy;
}
