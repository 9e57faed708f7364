import type { Address } from '../addresses.ts';
import type { Cause, Documented, Operation, Prepared, Sent } from '../documented.ts';
import type { Described, Member } from '../openapi.ts';
import { validValues } from '../values.ts';

/** The subject of a case; each is a column of the table. */
export type Kind = 'success' | 'failure' | 'alone' | 'pair' | 'refused' | 'unknown';

/** A request with its expected response. */
export interface Case {
  readonly kind: Kind;
  readonly title: string;
  readonly address: Address;
  readonly method: string;
  readonly sends: Prepared<Sent>;
  readonly status: number;
  readonly code?: string;
  /** Text that an error must contain. */
  readonly names?: string;
  /** Members that the response must contain. */
  readonly shows?: unknown;
  /** The media type of a response that is not JSON. */
  readonly type?: string;
  /** Whether the key is known at that point; only then the response has rate limit headers. */
  readonly known: boolean;
  readonly cause?: Cause;
}

/** What cases are generated for. */
export interface Subject {
  readonly documented: Documented;
  readonly described: Described;
  readonly operation: Operation;
  readonly addresses: readonly Address[];
}

/** A case that uses the operation's method unless it has its own. */
export type Draft = Omit<Case, 'method'> & { method?: string };

/** The first example with some members changed; it must succeed like the original. */
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

/** Values of a member that must succeed. */
export function valuesOf(member: Member, operation: Operation): readonly Prepared<unknown>[] {
  return operation.values?.[member.name] ?? validValues(member.schema);
}

/**
 * Merges a request with other members: those of its query and body are added, the rest is replaced.
 */
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
