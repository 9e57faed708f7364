import type { Product } from '@tributary/kit/host';
import type { World } from './world.ts';

/** Something that is known at once, or only when there is a gateway to ask. */
export type Prepared<Value> = Value | ((world: World) => Value | Promise<Value>);

/** A value as JSON has it. */
export type Json = string | number | boolean | null | object;

/** A request of an operation: what of it is not the same for every one. */
export interface Sent {
  /** The parameters of the path, by name. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body. */
  readonly body?: unknown;
  /** A body as it is, of the media type in `headers`. */
  readonly text?: string;
  /** Another key than the workspace's own; none where it is null. */
  readonly key?: string | null;
}

/** A failure as its document has it: HTTP status and code, or the words where the envelope has no code. */
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

/** A request that the document shows, and what it is to answer. */
export interface Example {
  readonly title: string;
  readonly sends: Prepared<Sent>;
  readonly status: number;
  /** Members of the answer as the document, or the decisions, have them; the rest is held by the schema. */
  readonly shows?: unknown;
  /** Media type of an answer that is no JSON. */
  readonly type?: string;
}

/** A failure of one operation alone, and a request that has it. */
export interface OwnFailure {
  readonly title: string;
  readonly sends: Prepared<Sent>;
  readonly failure: Failure;
  /** What the message must name. */
  readonly names?: string;
}

/** One operation as its document describes it. */
export interface Operation {
  /** Where it is described. */
  readonly source: 'document' | 'prose' | 'vendor';
  /** The scope that it needs. */
  readonly scope: string;
  /** Whether a plan may be without it. */
  readonly plan?: true;
  /** The first is what every other request is made from. */
  readonly examples: readonly [Example, ...Example[]];
  /** A request that nothing is prepared for: for failures that come before the work. */
  readonly idle?: Sent;
  /** A request that no kept answer is there for: for a fault of the database. */
  readonly fresh?: Sent;
  readonly failures?: readonly OwnFailure[];
  /** Values of parameters and body members where their schema does not say all. */
  readonly values?: Readonly<Record<string, readonly Prepared<Json>[]>>;
  /** Values that are refused, where the schema does not say so. */
  readonly wrong?: Readonly<Record<string, readonly unknown[]>>;
  /** Parameters that may not stand together: `date+from` and the one that the failure names. */
  readonly exclusive?: Readonly<Record<string, string>>;
  /** Why no fault of the database makes a 500 of it. */
  readonly withoutFault?: string;
  /** Failures that the OpenAPI document lists and no request can provoke here, with the reason. */
  readonly unprovoked?: Readonly<Record<string, string>>;
  /** How it differs from its document, and why. */
  readonly deviates?: readonly string[];
}

/** One documented API. */
export interface Documented {
  readonly name: Product;
  readonly title: string;
  /** The product whose keys open nothing here. */
  readonly foreign: Product;
  /** The virtual hosts that are tried. */
  readonly hosts: readonly string[];
  /** A prefix below which the paths are as well. */
  readonly alias?: string;
  readonly failures: Readonly<Record<Cause, Failure>>;
  /** What an unknown path below its own addresses is. */
  readonly nowhere: Failure;
  /** Operations whose path at the root is another dialect's too, for a caller who is not known. */
  readonly rivals?: readonly string[];
  /** The code of an error's body, or its words. */
  readonly codeOf: (body: never) => string;
  /** The rate headers of a key with the workspace's plan, lower-case. */
  readonly rate: Readonly<Record<string, RegExp>>;
  /** What becomes of an unknown member of a body. */
  readonly unknownMember: 'ignored' | 'refused';
  /** A contract of the vendor's own that successes are held against too. */
  readonly contract?: object;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly deviates: readonly string[];
}
