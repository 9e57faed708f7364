import type { UpstreamError } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import type { Found, Subject } from '../../facts.ts';
import type { Operation, Platform } from '../../platforms.ts';

/** What a call to a source may use. */
export interface Call {
  /** Aborts at the deadline of the lookup. */
  readonly signal: AbortSignal;
  /** The caller's workspace; only the catalogue uses it. */
  readonly scope: Scope<Tables>;
}

/** What a source found about one subject, null if there is no such thing, or why it cannot tell. */
export type Outcome<Name extends Operation = Operation> = Found<Name> | UpstreamError;

/** How a source answers one operation. */
export interface Capability<Name extends Operation> {
  /** Most subjects of one call. */
  readonly most: number;
  /**
   * Returns one outcome per subject, in order; throws an UpstreamError if the whole call has
   * failed.
   */
  read(subjects: readonly Subject[], call: Call): Promise<Outcome<Name>[]>;
}

/** A source of facts about creators and posts: a platform, or the workspace's own catalogue. */
export interface Provider {
  /** Its name in answers and settings. */
  readonly name: string;
  readonly platforms: readonly Platform[];
  readonly capabilities: { readonly [Name in Operation]?: Capability<Name> };
  /** Whether it calls the platform; only such a source can say that something does not exist. */
  readonly live: boolean;
}
