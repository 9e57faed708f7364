import type { Product } from '@tributary/kit/host';
import type { Static, TObject, TSchema } from 'typebox';
import type { CredentialPlace } from '../../admission/index.ts';
import type { Budget } from '../../limits/index.ts';
import type { Problem } from './problem.ts';

/** What is known of a request's credential while its dialect is not yet chosen. */
export interface SentCredential {
  readonly place: CredentialPlace;
  /** Whether it has a token's form (a JWT), which no key has. */
  readonly isToken: boolean;
  /** The products that it opens; none when it is not known. */
  readonly products: readonly Product[];
}

/** One documented API as a value: everything about it that is not a single route. */
export interface Dialect {
  /** The product whose keys open it; also its mount prefix and its first host label. */
  readonly name: Product;
  readonly title: string;
  readonly description: string;
  /** Host names that its document names. */
  readonly hosts: readonly string[];
  /** A prefix below which its document has the same paths as well, such as `/api`. */
  readonly alias?: string;
  /** Where a key may stand, in the order in which they are looked at. */
  readonly credentials: readonly CredentialPlace[];
  /** The policy that a plan must grant for any of its routes. */
  readonly policy: string;
  /** Whether a POST may carry an `Idempotency-Key`: it is then answered once, and again by the same answer. */
  readonly idempotency?: boolean;
  /** A problem in the dialect's envelope; the budget is there once the key is known. */
  readonly fail: (problem: Problem, budget: Budget | null) => { status: number; body: object };
  /** The rate limit headers. */
  readonly headers: (budget: Budget) => Record<string, string>;
  /** Schemas that its document names, for the components of the OpenAPI document; answers refer to them. */
  readonly schemas?: Readonly<Record<string, TSchema>>;
  /** Schema of the error envelope, for the OpenAPI document. */
  readonly errorSchema: TSchema;
  readonly routes: readonly Route[];
  /** Paths below its addresses that are the gateway's own, each with all below it; they are left as they are. */
  readonly outside?: readonly string[];
  /** Whether it takes a request whose path at the root is another dialect's too; one without takes what is left. */
  readonly claims?: (sent: SentCredential, rival: Product) => boolean;
}

/** What a route reads of a request: its query parameters by name, and beside them its path and its body. */
export type RouteInput<Query extends TObject, Body extends TSchema> = Static<Query> & {
  /** The parameters of the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Static<Body>;
  /** The body as it was sent, where it is of the route's `text` type; null where it is JSON or there is none. */
  readonly text: string | null;
};

/** What a route's reply is made from. */
export interface ReplyContext<Input> {
  readonly input: Input;
  /** Whether the caller asks for this media type by its name. */
  readonly accepts: (type: string) => boolean;
}

/** An answer that is text of its own media type, in place of a JSON body. */
export class TextReply {
  readonly type: string;
  readonly text: string;
  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}

/**
 * One documented operation as one value. It gives the handler, the validation, the check of its GraphQL operation
 * when the gateway starts, and its part of the OpenAPI document.
 */
export interface Route<Query extends TObject = TObject, Data = unknown, Body extends TSchema = TSchema> {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As documented; a parameter is `{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: string;
  /** A policy that a plan must grant for this route, beside the dialect's. */
  readonly policy?: string;
  /** Query parameters. A whole number with `clamp` is cut to its maximum instead of refused. */
  readonly query: Query;
  /** The JSON body; a route without has none. Unknown members are refused where it says `additionalProperties: false`. */
  readonly body?: Body;
  /** Another media type that the body may have; it is then handed over as text, unread. */
  readonly text?: string;
  /** Largest body in bytes, where it is another than everywhere. */
  readonly bodyLimit?: number;
  /** What the schemas cannot say; throws a Problem that names the parameter. */
  readonly check?: (input: RouteInput<Query, Body>) => void;
  /** The GraphQL operation that answers it. */
  readonly operation: string;
  readonly variables: (input: RouteInput<Query, Body>) => Record<string, unknown>;
  /** Where in the request an argument of the graph comes from, as errors name it: `after` is `body.cursor`. */
  readonly placeOf?: (argument: string) => string;
  /** The answer's body; null for 204. May throw a Problem, such as for an expected failure in the data. */
  readonly reply: (data: Data, context: ReplyContext<RouteInput<Query, Body>>) => object | null;
  /** Status of a success; 200 without, and 204 where there is no body. */
  readonly status?: number | ((data: Data) => number);
  /** The statuses of a success, where the data choose among them. */
  readonly statuses?: readonly number[];
  /** Schema and example of the answer, for the OpenAPI document; and the media type of its {@link TextReply}. */
  readonly response: { readonly schema: TSchema; readonly example: unknown; readonly text?: string };
  /** Error codes in the dialect's words, by status; what the engine's checks answer is documented without. */
  readonly errors: Readonly<Record<number, readonly string[]>>;
}

/** Ties a route's parts together by type; the engine needs to know no more than {@link Route}. */
export function route<Query extends TObject, Data, Body extends TSchema>(
  value: Route<Query, Data, Body>,
): Route {
  return value as unknown as Route;
}
