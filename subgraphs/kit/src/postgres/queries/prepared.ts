import type { CompiledQuery } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Scope } from '../scope.ts';

/**
 * Limits of the cache of each prepared query, which has a compiled query per shape and constants:
 * the number of compiled queries, and the total length of their keys in characters.
 */
const MAX_SHAPES = 200;
const MAX_CHARACTERS = 1_000_000;

/** A query built with Kysely. */
interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/**
 * Builds and compiles a query once for each shape of its values, because building takes longer than
 * all other work of this process for a query (`npm run bench -- posts`). The shape consists of the
 * members present, the lengths of lists, booleans and nulls; `build` may branch on these. Texts,
 * numbers and times are bound when the query is executed: `build` receives placeholders for them,
 * and throws if it reads one. `build` may read constants, which must be JSON: it
 * is called once for each value of them.
 */
export function prepared<Tables, Values, Row, Constants = undefined>(
  build: (scope: Scope<Tables>, values: Values, constants: Constants) => Compilable<Row>,
): (
  scope: Scope<Tables>,
  values: Values,
  ...constants: Constants extends undefined ? [] : [Constants]
) => Promise<Row[]> {
  const compiled = new LRUCache<string, CompiledQuery<Row>>({
    max: MAX_SHAPES,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, key) => key.length,
  });
  return async ({ db, workspaceId }, values, ...[constants]) => {
    const bound: unknown[] = [workspaceId];
    // A query that was compiled without the tenant guard must not be sent where the guard is on.
    const shape = `${db.getExecutor().plugins.length} ${shapeOf(values, bound)}`;
    const key = constants === undefined ? shape : `${shape} ${JSON.stringify(constants)}`;
    let query = compiled.get(key);
    if (!query) {
      const counter = { next: 0 };
      const workspace = placeholderFor(workspaceId, counter) as string;
      const placeholders = placeholderFor(values, counter) as Values;
      query = build({ db, workspaceId: workspace }, placeholders, constants as Constants).compile();
      compiled.set(key, query);
    }
    const parameters = query.parameters.map((each) =>
      each instanceof Placeholder ? bound[each.index] : each,
    );
    const { rows } = await db.executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

/** Takes the place of a value while a query is built. */
class Placeholder {
  /** The index of the value among the bound values. */
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  [Symbol.toPrimitive](): never {
    throw new Error('A prepared query reads a value, which differs between executions.');
  }
}

/** Returns the shape of a value, and appends the values that are not part of it to `bound`. */
function shapeOf(value: unknown, bound: unknown[]): string {
  if (isPartOfShape(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => shapeOf(item, bound)).join()}]`;
  if (!isPlain(value)) {
    bound.push(value);
    return '?';
  }
  let shape = '{';
  for (const name in value) if (value[name] !== undefined) shape += `${name}:${shapeOf(value[name], bound)},`;
  return `${shape}}`;
}

/**
 * Returns a value with placeholders, numbered in the order in which {@link shapeOf} appends the
 * values.
 */
function placeholderFor(value: unknown, counter: { next: number }): unknown {
  if (isPartOfShape(value)) return value;
  if (Array.isArray(value)) return value.map((item) => placeholderFor(item, counter));
  if (!isPlain(value)) return new Placeholder(counter.next++);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, placeholderFor(member, counter)]),
  );
}

function isPartOfShape(value: unknown): value is boolean | null | undefined {
  return value === null || value === undefined || typeof value === 'boolean';
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
