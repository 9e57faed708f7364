import { isObject, type Json, put } from '../json.ts';
import type { SubgraphResult } from '../transports/transport.ts';

/**
 * Replaces the aliases in a subgraph's response, and in the paths of its errors, by their response
 * keys.
 */
export function withoutAliases(
  { data, errors, ...rest }: SubgraphResult,
  renames: ReadonlyMap<string, string>,
): SubgraphResult {
  return {
    ...rest,
    ...(data === undefined ? {} : { data: renamed(data, renames) as Json | null }),
    ...(errors
      ? {
          errors: errors.map((error) => ({
            ...error,
            ...(error.path
              ? { path: error.path.map((element) => renames.get(String(element)) ?? element) }
              : {}),
          })),
        }
      : {}),
  };
}

function renamed(value: unknown, renames: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, renames));
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const result: Json = {};
  for (const [key, inner] of Object.entries(value))
    put(result, renames.get(key) ?? key, renamed(inner, renames));
  return result;
}
