import type { SettingValues } from '@tributary/kit';
import { UpstreamError } from '@tributary/kit/http-client';
import type { ClientPolicy, Settings } from '../client.ts';
import type { Facts, Operation } from './facts.ts';

/** A post by its id, or a creator by the normalised name. */
export interface SourceSubject {
  readonly id: string;
  /** The creator's name as it was written; of a post its author, if the address names one. */
  readonly username: string | null;
}

/** What a source found about one subject, null if there is no such thing, or why it cannot tell. */
export type SourceOutcome<Name extends Operation = Operation> =
  | { readonly facts: Facts[Name] }
  | UpstreamError
  | null;

/** How a source answers one operation. */
export interface SourceCapability<Name extends Operation> {
  /** Most subjects of one call. */
  readonly most: number;
  /**
   * Returns one outcome per subject, in order; throws an UpstreamError if the whole call has
   * failed.
   */
  read(
    subjects: readonly SourceSubject[],
    call: { readonly signal: AbortSignal },
  ): Promise<SourceOutcome<Name>[]>;
}

/** Where statistics of a platform come from. */
export interface StatisticsSource {
  /** Its name in answers and settings. */
  readonly name: string;
  readonly capabilities: { readonly [Name in Operation]?: SourceCapability<Name> };
}

/** What a source is opened with. */
export interface StatisticsServices<Spec extends Settings> {
  readonly settings: SettingValues<Spec>;
  readonly policy: ClientPolicy;
}

/** The statistics of a platform. */
export interface StatisticsPart<Spec extends Settings> {
  /** The name of the source. */
  readonly source: string;
  /** The settings that it needs, in words for an operator. */
  readonly requires: string;
  /** Opens the source; null if a setting that it needs is missing. */
  open(services: StatisticsServices<Spec>): StatisticsSource['capabilities'] | null;
}

/** Most newest posts that a source is asked for. */
export const MAX_VIDEOS = 50;

/** A capability of a source that takes one subject per call. */
export function oneByOne<Name extends Operation>(
  read: (
    subject: SourceSubject,
    call: { readonly signal: AbortSignal },
  ) => Promise<{ readonly facts: Facts[Name] } | null>,
): SourceCapability<Name> {
  return {
    most: 1,
    read: async ([subject], call) => [await orMissing(() => read(subject!, call))],
  };
}

/** Returns what the work returns; null if the source says that there is no such thing. */
export async function orMissing<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UpstreamError && error.fault === 'missing') return null;
    throw error;
  }
}

/** The outcome of a subject that this source cannot be asked about. */
export function cannot(reason: string): UpstreamError {
  return new UpstreamError('refused', reason);
}
