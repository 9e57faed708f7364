import type { Product } from '@tributary/kit';
import type { Static, TObject, TSchema } from 'typebox';
import type { CredentialPlace } from '../../access/index.ts';
import type { Budget } from '../../limits/index.ts';
import type { Problem } from './problem.ts';

/** One documented API as a value: everything about it that is not a single route. */
export interface Dialect {
  /** The product whose keys open it; also its mount prefix and its first host label. */
  readonly name: Product;
  readonly title: string;
  readonly description: string;
  /** Host names that its document names. */
  readonly hosts: readonly string[];
  /** Where a key may stand, in the order in which they are looked at. */
  readonly credentials: readonly CredentialPlace[];
  /** The policy that a plan must grant for any of its routes. */
  readonly policy: string;
  /** A problem in the dialect's envelope; the budget is there once the key is known. */
  readonly fail: (problem: Problem, budget: Budget | null) => { status: number; body: object };
  /** The rate limit headers. */
  readonly headers: (budget: Budget) => Record<string, string>;
  /** Schema of the error envelope, for the OpenAPI document. */
  readonly errorSchema: TSchema;
  readonly routes: readonly Route[];
}

/** What a route's reply is made from. */
export interface ReplyContext<Input> {
  readonly input: Input;
}

/**
 * One documented operation as one value. It gives the handler, the validation, the check of its GraphQL operation
 * when the gateway starts, and its part of the OpenAPI document.
 */
export interface Route<Query extends TObject = TObject, Data = unknown> {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As documented; a parameter is `{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: string;
  /** Query parameters. A whole number with `clamp` is cut to its maximum instead of refused. */
  readonly query: Query;
  /** What the schema cannot say; throws a Problem that names the parameter. */
  readonly check?: (input: Static<Query>) => void;
  /** The GraphQL operation that answers it. */
  readonly operation: string;
  readonly variables: (input: Static<Query>) => Record<string, unknown>;
  readonly reply: (data: Data, context: ReplyContext<Static<Query>>) => object;
  /** Schema and example of the answer, for the OpenAPI document. */
  readonly response: { readonly schema: TSchema; readonly example: unknown };
  /** Error codes of its own, in the dialect's words, by status. */
  readonly errors: Readonly<Record<number, readonly string[]>>;
}

/** Ties a route's parts together by type; the engine needs to know no more than {@link Route}. */
export function route<Query extends TObject, Data>(value: Route<Query, Data>): Route {
  return value as unknown as Route;
}
