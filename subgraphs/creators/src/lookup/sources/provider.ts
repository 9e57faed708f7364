import type { UpstreamError } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import type { Found, Subject } from '../../answer.ts';
import type { Tables } from '../../data/tables.ts';
import type { Operation, Platform } from '../../platforms.ts';

/** Context of a call to a source. */
export interface Call {
  /** Aborts at the deadline of the lookup. */
  readonly signal: AbortSignal;
  /** The caller's workspace; only the catalogue uses it. */
  readonly scope: Scope<Tables>;
}

/** Facts about one subject, null if it does not exist, or the reason why the source cannot tell. */
export type Outcome<Name extends Operation = Operation> = Found<Name> | UpstreamError;

/** Implementation of one operation. */
export interface Capability<Name extends Operation> {
  /** Maximum number of subjects per call. */
  readonly most: number;
  /** Returns one outcome per subject, in order; throws an UpstreamError if the whole call fails. */
  read(subjects: readonly Subject[], call: Call): Promise<Outcome<Name>[]>;
}

/** A source of facts about creators and posts: a platform, or the workspace's own catalogue. */
export interface Provider {
  /** Name in responses and settings. */
  readonly name: string;
  readonly platforms: readonly Platform[];
  readonly capabilities: { readonly [Name in Operation]?: Capability<Name> };
  /** Whether it calls the platform; only a live source can tell that something does not exist. */
  readonly live: boolean;
}
