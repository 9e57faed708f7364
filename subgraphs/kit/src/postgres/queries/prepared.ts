import type { CompiledQuery } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Scope } from '../scope.ts';

/** Forms of one query that are kept. */
const MOST_FORMS = 200;

/** A query as Kysely builds them. */
interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/**
 * A query that is built and compiled once for each of its forms: that takes longer than all else that is done here to
 * send one. A form is what `values` are beside their texts, numbers and times: which members there are, how long lists
 * are, what is true, false or null. By these `build` may choose; a text, a number or a time it can only put into the
 * query, as it gets a stand-in for it, and looking at that is an error.
 */
export function prepared<Tables, Values, Row>(
  build: (scope: Scope<Tables>, values: Values) => Compilable<Row>,
): (scope: Scope<Tables>, values: Values) => Promise<Row[]> {
  const forms = new LRUCache<string, CompiledQuery<Row>>({ max: MOST_FORMS });
  return async ({ db, workspaceId }, values) => {
    const given: unknown[] = [workspaceId];
    // What was compiled without the tenant guard must not be sent where it is on.
    const key = `${db.getExecutor().plugins.length} ${formOf(values, given)}`;
    let form = forms.get(key);
    if (!form) {
      const place = { next: 0 };
      const workspace = standIn(workspaceId, place) as string;
      form = build({ db, workspaceId: workspace }, standIn(values, place) as Values).compile();
      forms.set(key, form);
    }
    const parameters = form.parameters.map((each) => (each instanceof StandIn ? given[each.place] : each));
    const { rows } = await db.executeQuery<Row>({ ...form, parameters });
    return rows;
  };
}

/** What stands for a value while a query is built: the value's place among those that are given. */
class StandIn {
  readonly place: number;

  constructor(place: number) {
    this.place = place;
  }

  [Symbol.toPrimitive](): never {
    throw new Error('A prepared query looks at a value, which differs from one use to the next.');
  }
}

/** Writes the form of a value, and adds what differs within the form to those that are given. */
function formOf(value: unknown, given: unknown[]): string {
  if (isFormal(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => formOf(item, given)).join()}]`;
  if (!isPlain(value)) {
    given.push(value);
    return '?';
  }
  let form = '{';
  for (const name in value) if (value[name] !== undefined) form += `${name}:${formOf(value[name], given)},`;
  return `${form}}`;
}

/** The same value with stand-ins, numbered in the order in which {@link formOf} gives what they stand for. */
function standIn(value: unknown, place: { next: number }): unknown {
  if (isFormal(value)) return value;
  if (Array.isArray(value)) return value.map((item) => standIn(item, place));
  if (!isPlain(value)) return new StandIn(place.next++);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, standIn(member, place)]),
  );
}

/** Whether a value is part of the form itself. */
function isFormal(value: unknown): value is boolean | null | undefined {
  return value === null || value === undefined || typeof value === 'boolean';
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
