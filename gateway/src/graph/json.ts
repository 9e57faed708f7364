import { isExactNumber } from './exact-numbers.ts';

/** A JSON object of a response, as a subgraph returned it. */
export type Json = Record<string, unknown>;

/** Whether a value is an object, not a list or a leaf. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property only, because GraphQL allows field names such as `constructor`. */
export function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Returns a reader of one property; names that no object inherits skip the ownership check. */
export function reader(key: string): (object: Json) => unknown {
  return key in Object.prototype ? (object) => own(object, key) : (object) => object[key];
}

/** Sets a property, including `__proto__`, which GraphQL allows as a field name. */
export function put(object: Json, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Copies lists and plain objects deeply; leaves, exact numbers and other objects are shared. */
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
