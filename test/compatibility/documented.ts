import type { Product } from '@tributary/kit/host';
import type { World } from './world.ts';

/** A value, or a function that computes it once the gateway is running. */
export type Prepared<Value> = Value | ((world: World) => Value | Promise<Value>);

/** A value as JSON has it. */
export type Json = string | number | boolean | null | object;

/** The parts of a request that differ between the requests of an operation. */
export interface Sent {
  /** Path parameters, by name. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body. */
  readonly body?: unknown;
  /** A raw body, of the media type in `headers`. */
  readonly text?: string;
  /** Another key than the workspace's own; null sends none. */
  readonly key?: string | null;
}

/** A documented failure: HTTP status and code, or the message if the envelope has no code. */
export type Failure = readonly [status: number, code: string];

/** Failures that every operation of a dialect has, by their cause. */
export type Cause =
  | 'missing key'
  | 'invalid key'
  | 'key of another product'
  | 'scope'
  | 'plan'
  | 'limit'
  | 'fault'
  | 'method'
  | 'malformed body'
  | 'media type'
  | 'body too large'
  | 'value';

/** A documented request with its expected response. */
export interface Example {
  readonly title: string;
  readonly sends: Prepared<Sent>;
  readonly status: number;
  /**
   * Expected members of the response, from the document or the decisions; the schema validates the
   * rest.
   */
  readonly shows?: unknown;
  /** The media type of a response that is not JSON. */
  readonly type?: string;
}

/** A failure that only this operation has, with a request that provokes it. */
export interface OwnFailure {
  readonly title: string;
  readonly sends: Prepared<Sent>;
  readonly failure: Failure;
  /** Text that the message must contain. */
  readonly names?: string;
}

/** One operation as its document describes it. */
export interface Operation {
  /** The document that describes it. */
  readonly source: 'document' | 'prose' | 'vendor';
  /** The required scope. */
  readonly scope: string;
  /** Whether some plans exclude it. */
  readonly plan?: true;
  /** The first example is the template of all other requests. */
  readonly examples: readonly [Example, ...Example[]];
  /** A request without preparation, for failures that occur before the operation runs. */
  readonly idle?: Sent;
  /** A request without a cached response, for database failures. */
  readonly fresh?: Sent;
  readonly failures?: readonly OwnFailure[];
  /** Values of parameters and body members whose schema is not specific enough. */
  readonly values?: Readonly<Record<string, readonly Prepared<Json>[]>>;
  /** Rejected values that the schema does not exclude. */
  readonly wrong?: Readonly<Record<string, readonly unknown[]>>;
  /** Parameters that exclude each other: `date+from`, and the one that the failure names. */
  readonly exclusive?: Readonly<Record<string, string>>;
  /** Why a database failure does not cause a 500. */
  readonly withoutFault?: string;
  /** Failures that the OpenAPI document lists and no request can provoke here, with the reason. */
  readonly unprovoked?: Readonly<Record<string, string>>;
  /** How it deviates from its document, and why. */
  readonly deviates?: readonly string[];
}

/** One documented API. */
export interface Documented {
  readonly name: Product;
  readonly title: string;
  /** A product whose keys are not valid here. */
  readonly foreign: Product;
  /** The virtual hosts under test. */
  readonly hosts: readonly string[];
  /** Another prefix below which the paths are served. */
  readonly alias?: string;
  readonly failures: Readonly<Record<Cause, Failure>>;
  /** The expected response to an unknown path below its own addresses. */
  readonly nowhere: Failure;
  /** Operations that, without a known caller, belong to another dialect at the root. */
  readonly ambiguous?: readonly string[];
  /** Extracts the code of an error's body, or its message. */
  readonly codeOf: (body: never) => string;
  /** The rate limit headers of a key on the workspace's plan, in lower case. */
  readonly rate: Readonly<Record<string, RegExp>>;
  /** How unknown members of a body are handled. */
  readonly unknownMember: 'ignored' | 'refused';
  /** The vendor's own contract, which successful responses must match as well. */
  readonly contract?: object;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly deviates: readonly string[];
}
