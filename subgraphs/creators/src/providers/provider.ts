import { UpstreamError } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../data/tables.ts';
import type { Found, Subject } from '../facts.ts';
import type { Operation, Platform } from '../platforms.ts';

/** What a call may use. */
export interface Call {
  /** Ends the wait at the chain's deadline. */
  readonly signal: AbortSignal;
  /** Who asks; a live source has no use for it. */
  readonly scope: Scope<Tables>;
}

/** What a source says of one subject, or why it cannot say anything of this one. */
export type Outcome<Name extends Operation = Operation> = Found<Name> | UpstreamError;

/** How a source answers one operation. */
export interface Capability<Name extends Operation> {
  /** Subjects that one call may have. */
  readonly most: number;
  /** One outcome for each subject, in their order; throws an UpstreamError when the whole call has failed. */
  read(subjects: readonly Subject[], call: Call): Promise<Outcome<Name>[]>;
}

/** A source of facts about creators and posts. */
export interface Provider {
  /** As `provider` in answers and as the settings name it. */
  readonly name: string;
  readonly platforms: readonly Platform[];
  readonly capabilities: { readonly [Name in Operation]?: Capability<Name> };
  /** Whether it asks the platform: only such a one can say that something does not exist at all. */
  readonly live: boolean;
}

/** Newest posts that a source is asked for: as many as an answer can have. */
export const MOST_VIDEOS = 50;

/** A capability of a source that takes one subject a call. */
export function oneByOne<Name extends Operation>(
  read: (subject: Subject, call: Call) => Promise<Found<Name>>,
): Capability<Name> {
  return {
    most: 1,
    read: async ([subject], call) => [await orMissing(() => read(subject!, call))],
  };
}

/** What the work gives; null when the source says that there is no such thing. */
export async function orMissing<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UpstreamError && error.fault === 'missing') return null;
    throw error;
  }
}

/** A subject that this source has no way to ask about. */
export function cannot(why: string): UpstreamError {
  return new UpstreamError('refused', why);
}
