import type { Product } from '@tributary/kit/host';
import type { Static, TObject, TSchema } from 'typebox';
import type { Admission, Budget, CredentialPlace, IdempotentResponses } from '../../admission/index.ts';
import type { Graph } from '../../graph/index.ts';
import type { Problem } from './problem.ts';

/** Dependencies of the REST endpoints. */
export interface RestServices {
  readonly graph: Graph;
  readonly admission: Admission;
  readonly idempotentResponses: IdempotentResponses;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}

/** The credential of a request whose dialect is not chosen yet. */
export interface SentCredential {
  readonly place: CredentialPlace;
  /** Whether it has the form of an access token (a JWT), which no key has. */
  readonly isToken: boolean;
  /** The products that it opens; empty if the credential is unknown. */
  readonly products: readonly Product[];
}

/** One documented API: everything that is not specific to a route. */
export interface Dialect {
  /** The product whose keys give access; also the mount prefix and first host label. */
  readonly name: Product;
  readonly title: string;
  readonly description: string;
  /** Host names in its documentation. */
  readonly hosts: readonly string[];
  /** A prefix under which the documentation also serves the paths, such as `/api`. */
  readonly alias?: string;
  /** Where a key may be sent, in order of precedence. */
  readonly credentials: readonly CredentialPlace[];
  /** The policy that a plan must grant for every route. */
  readonly policy: string;
  /** Whether a POST may carry an `Idempotency-Key`, under which its response is replayed. */
  readonly idempotency?: boolean;
  /** Wraps a problem in the dialect's envelope; the budget is null until the key is known. */
  readonly fail: (problem: Problem, budget: Budget | null) => { status: number; body: object };
  /** The rate limit headers. */
  readonly headers: (budget: Budget) => Record<string, string>;
  /** Named schemas, which become components of the OpenAPI document. */
  readonly schemas?: Readonly<Record<string, TSchema>>;
  /** Schema of the error envelope, for the OpenAPI document. */
  readonly errorSchema: TSchema;
  readonly routes: readonly Route[];
  /**
   * Paths on its hosts that belong to the gateway, including everything below them; they are not
   * rewritten.
   */
  readonly outside?: readonly string[];
  /**
   * Returns whether a request for an ambiguous path is meant for this dialect; a dialect without it
   * receives the rest.
   */
  readonly accepts?: (sent: SentCredential, other: Product) => boolean;
}

/** What a route reads from a request: query parameters by name, path parameters and body. */
export type RouteInput<Query extends TObject, Body extends TSchema> = Static<Query> & {
  /** Path parameters by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Static<Body>;
  /** The unparsed body if it has the route's `text` type, otherwise null. */
  readonly text: string | null;
};

/** The request that a reply is built for. */
export interface ReplyContext<Input> {
  readonly input: Input;
  /** Whether the `Accept` header names this media type. */
  readonly accepts: (type: string) => boolean;
  /** The current time. */
  readonly now: Date;
}

/** A text response with its own media type, instead of JSON. */
export class TextReply {
  readonly type: string;
  readonly text: string;
  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}

/**
 * One documented operation. The handler, the validation, the start-up check of its GraphQL
 * operation and its part of the OpenAPI document all derive from this value.
 */
export interface Route<Query extends TObject = TObject, Data = unknown, Body extends TSchema = TSchema> {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The documented path; parameters are written `{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: string;
  /** A policy that a plan must grant for this route, in addition to the dialect's. */
  readonly policy?: string;
  /** Query parameters. An integer with `clamp` is lowered to its maximum instead of rejected. */
  readonly query: Query;
  /**
   * Schema of the JSON body, if the route has one. `additionalProperties: false` rejects unknown
   * members.
   */
  readonly body?: Body;
  /** Another media type that the body may have; it is passed on as unparsed text. */
  readonly text?: string;
  /** Largest body in bytes, if it differs from the server's limit. */
  readonly bodyLimit?: number;
  /** Checks what the schemas cannot express; throws a Problem that names the parameter. */
  readonly check?: (input: RouteInput<Query, Body>) => void;
  /** The GraphQL operation that the route executes. */
  readonly operation: string;
  readonly variables: (input: RouteInput<Query, Body>) => Record<string, unknown>;
  /**
   * Maps an argument of the graph to the parameter that sets it, for errors: `after` to
   * `body.cursor`.
   */
  readonly placeOf?: (argument: string) => string;
  /**
   * Builds the response body; null for 204. Throws a Problem for an expected failure in the data.
   */
  readonly reply: (data: Data, context: ReplyContext<RouteInput<Query, Body>>) => object | null;
  /** Success status; by default 200, or 204 without a body. */
  readonly status?: number | ((data: Data) => number);
  /** All success statuses, if `status` depends on the data. */
  readonly statuses?: readonly number[];
  /**
   * Schema and example of the response for the OpenAPI document, and the media type of a {@link
   * TextReply}.
   */
  readonly response: { readonly schema: TSchema; readonly example: unknown; readonly text?: string };
  /**
   * The dialect's error codes by status; those of the engine's own checks are added automatically.
   */
  readonly errors: Readonly<Record<number, readonly string[]>>;
}

/** Type-checks the parts of a route against each other, then erases the type parameters. */
export function route<Query extends TObject, Data, Body extends TSchema>(
  value: Route<Query, Data, Body>,
): Route {
  return value as unknown as Route;
}
