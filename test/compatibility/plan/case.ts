import type { Address } from '../addresses.ts';
import type { Cause, Documented, Operation, Prepared, Sent } from '../documented.ts';
import type { Described, Member } from '../openapi.ts';
import { validValues } from '../values.ts';

/** What a case is about; a column of the table each. */
export type Kind = 'success' | 'failure' | 'alone' | 'pair' | 'refused' | 'unknown';

/** One request, and what it must be answered with. */
export interface Case {
  readonly kind: Kind;
  readonly title: string;
  readonly address: Address;
  readonly method: string;
  readonly sends: Prepared<Sent>;
  readonly status: number;
  readonly code?: string;
  /** What an error must name. */
  readonly names?: string;
  /** What the answer must show. */
  readonly shows?: unknown;
  /** Media type of an answer that is no JSON. */
  readonly type?: string;
  /** Whether the key is known by then: the rate headers are there, and only then. */
  readonly known: boolean;
  readonly cause?: Cause;
}

/** What cases are made for. */
export interface Subject {
  readonly documented: Documented;
  readonly described: Described;
  readonly operation: Operation;
  readonly addresses: readonly Address[];
}

/** A case whose method may be the operation's own. */
export type Draft = Omit<Case, 'method'> & { method?: string };

/** The first example with some members changed, which is to succeed as it does. */
export function toSucceed({ examples: [base] }: Operation, given: [Member, Prepared<unknown>][]) {
  const sends = changed(base.sends, async (world) => {
    const query: Record<string, unknown> = {};
    const body: Record<string, unknown> = {};
    for (const [{ name, place }, value] of given)
      (place === 'query' ? query : body)[name] = typeof value === 'function' ? await value(world) : value;
    return { query, ...(given.some(([{ place }]) => place === 'body') ? { body } : {}) };
  });
  return { sends, status: base.status, known: true };
}

/** Values of a member that are to succeed. */
export function valuesOf(member: Member, operation: Operation): readonly Prepared<unknown>[] {
  return operation.values?.[member.name] ?? validValues(member.schema);
}

/** A request with other members: those of its query and body are joined, the rest is replaced. */
export function changed(base: Prepared<Sent>, change: Prepared<Partial<Sent>>): Prepared<Sent> {
  return async (world) => {
    const first = typeof base === 'function' ? await base(world) : base;
    const second = typeof change === 'function' ? await change(world) : change;
    const params = { ...first.params, ...second.params };
    const joined = { ...first, ...second, params, query: { ...first.query, ...second.query } };
    if (second.text !== undefined) return { ...joined, body: undefined };
    return second.body === undefined
      ? joined
      : { ...joined, body: { ...(first.body as object), ...(second.body as object) } };
  };
}
