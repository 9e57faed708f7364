type Path = readonly (string | number)[];
type Json = Record<string, unknown>;

/** Fields that a client does not have yet, of an object below the path of a fragment. */
export interface MissingFields {
  readonly subPath: Path;
  readonly data: Json;
}

/** What a client has received of a response. A field that is null for it stays null. */
export interface DeliveredResponse {
  /** Adds a fragment; returns it with nulls where the client has one. */
  whole(path: Path, data: Json): unknown;
  /**
   * Adds a fragment; returns what the client does not have of it, or null if an object became null
   * that the client has.
   */
  missing(path: Path, data: Json): MissingFields[] | null;
}

/** Follows a response that begins with the given data, which is not changed. */
export function deliveredResponse(first: unknown): DeliveredResponse {
  // Also the values of JSON scalars are copied: they may belong to a subgraph in this process.
  const response = copyOf({ data: first });
  const objectAt = (path: Path): unknown =>
    path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], response['data']);
  return {
    whole(path, data) {
      const agreed = agree(objectAt(path), data);
      add(objectAt(path), agreed, [], []);
      return agreed;
    },
    missing(path, data) {
      const target = objectAt(path);
      if (hasNullInstead(target, data)) return null;
      const found: MissingFields[] = [];
      add(target, data, [], found);
      return found;
    },
  };
}

/** Returns a value with nulls where another one has them. */
function agree(present: unknown, value: unknown): unknown {
  if (present === null) return null;
  if (Array.isArray(present) && Array.isArray(value))
    return value.map((item, index) => agree(present[index], item));
  if (!isObject(present) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, agree(present[key], inner)]));
}

/** Whether a value is null where another one has an object or a list. */
function hasNullInstead(present: unknown, value: unknown): boolean {
  if (Array.isArray(present) && Array.isArray(value))
    return value.some((item, index) => hasNullInstead(present[index], item));
  if (isObject(present) && isObject(value))
    return Object.entries(value).some(([key, inner]) => hasNullInstead(present[key], inner));
  return value === null && typeof present === 'object' && present !== null;
}

/** Adds the fields that an object lacks, at any depth, and lists them by object. */
function add(present: unknown, value: unknown, subPath: Path, found: MissingFields[]): void {
  if (Array.isArray(present) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) add(present[index], item, [...subPath, index], found);
    return;
  }
  if (!isObject(present) || !isObject(value)) return;
  const data: Json = {};
  const position = found.length;
  for (const [key, inner] of Object.entries(value)) {
    if (Object.hasOwn(present, key)) add(present[key], inner, [...subPath, key], found);
    else data[key] = inner;
  }
  if (Object.keys(data).length === 0) return;
  Object.assign(present, copyOf(data));
  found.splice(position, 0, { subPath, data });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function copyOf(value: Json): Json {
  return JSON.parse(JSON.stringify(value));
}
