import type { SettingValues } from '@tributary/kit';
import { UpstreamError } from '@tributary/kit/http-client';
import type { ClientPolicy, Settings } from '../client.ts';
import type { Facts, Operation } from './facts.ts';

/** A post by id, or a creator by normalised name. */
export interface SourceSubject {
  readonly id: string;
  /** The creator's name as written; for a post its author, if the URL names one. */
  readonly username: string | null;
}

/** Facts about one subject, null if it does not exist, or the reason why the source cannot tell. */
export type SourceOutcome<Name extends Operation = Operation> =
  | { readonly facts: Facts[Name] }
  | UpstreamError
  | null;

/** Implementation of one operation. */
export interface SourceCapability<Name extends Operation> {
  /** Maximum number of subjects per call. */
  readonly most: number;
  /** Returns one outcome per subject, in order; throws an UpstreamError if the whole call fails. */
  read(
    subjects: readonly SourceSubject[],
    call: { readonly signal: AbortSignal },
  ): Promise<SourceOutcome<Name>[]>;
}

/** A source of statistics for a platform. */
export interface StatisticsSource {
  /** Name in responses and settings. */
  readonly name: string;
  readonly capabilities: { readonly [Name in Operation]?: SourceCapability<Name> };
}

/** Services that a source is opened with. */
export interface StatisticsServices<Spec extends Settings> {
  readonly settings: SettingValues<Spec>;
  readonly policy: ClientPolicy;
}

/** The statistics part of a platform. */
export interface StatisticsPart<Spec extends Settings> {
  /** The name of the source. */
  readonly source: string;
  /** Required settings, in words for an operator. */
  readonly requires: string;
  /** Opens the source; null if a required setting is missing. */
  open(services: StatisticsServices<Spec>): StatisticsSource['capabilities'] | null;
}

/** Maximum number of newest posts requested from a source. */
export const MAX_VIDEOS = 50;

/** Wraps a function for one subject per call as a capability. */
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

/** Returns the result of `work`; null if the source reports that the subject does not exist. */
export async function orMissing<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UpstreamError && error.fault === 'missing') return null;
    throw error;
  }
}

/** Outcome for a subject that this source cannot look up. */
export function cannot(reason: string): UpstreamError {
  return new UpstreamError('refused', reason);
}
