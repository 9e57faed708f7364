import { type Logger, TributaryError } from '@tributary/kit';
import { UpstreamError } from '@tributary/kit/http-client';
import type { Scope } from '@tributary/kit/postgres';
import type { Facts, Subject } from '../../answer.ts';
import type { Tables } from '../../data/tables.ts';
import { type Operation, PLATFORM_NAMES, type Platform } from '../../platforms.ts';
import { howToConfigure, type Sources, sourcesFor } from './open-sources.ts';
import type { Capability, Outcome, Provider } from './provider.ts';

/** Deadline for querying all sources of a platform, in milliseconds. */
export const SOURCES_DEADLINE = 10_000;

/** The answer of a source. */
export interface SourceAnswer<Name extends Operation = Operation> {
  readonly facts: Facts[Name];
  readonly provider: string;
  readonly fetchedAt: Date;
  /** Whether it comes from the workspace's own catalogue. */
  readonly own: boolean;
}

/** State of one subject while the sources are queried in turn. */
interface Progress {
  readonly subject: Subject;
  answer: SourceAnswer | null;
  /** Whether a live source reported that the subject does not exist. */
  missing: boolean;
  /** Errors of the sources that failed. */
  failures: string[];
}

export interface AskOptions {
  readonly sources: Sources;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * Queries the sources of a platform in order, each about the subjects still open: a failure, a
 * time-out or "not found" passes a subject on to the next source. Returns an answer or an error per
 * subject: NOT_FOUND if every source that responded reported it, UPSTREAM_FAILED otherwise.
 */
export async function askSources<Name extends Operation>(
  { sources, log, clock }: AskOptions,
  operation: Name,
  subjects: readonly Subject[],
  scope: Scope<Tables>,
): Promise<(SourceAnswer<Name> | TributaryError)[]> {
  const { platform } = subjects[0]!;
  const providers = sourcesFor(sources, platform, operation);
  const all = subjects.map((subject): Progress => ({ subject, answer: null, missing: false, failures: [] }));
  const signal = AbortSignal.timeout(SOURCES_DEADLINE);
  for (const provider of providers) {
    const open = all.filter(({ answer }) => !answer);
    if (open.length === 0) break;
    if (signal.aborted) for (const each of open) each.failures.push(`${provider.name}: no time left`);
    else await askSource(provider, operation, open, { signal, scope }, clock);
  }
  return all.map((progress) => {
    if (progress.answer) return progress.answer as SourceAnswer<Name>;
    const error = failureOf(progress, providers, platform);
    if (error.code === 'UPSTREAM_FAILED')
      log.warn({ operation, platform, failures: progress.failures }, 'no source could answer');
    return error;
  });
}

async function askSource(
  provider: Provider,
  operation: Operation,
  open: readonly Progress[],
  call: { signal: AbortSignal; scope: Scope<Tables> },
  clock: () => number,
): Promise<void> {
  const capability = provider.capabilities[operation] as Capability<Operation>;
  const chunks = chunked(open, capability.most);
  await Promise.all(
    chunks.map(async (chunk) => {
      const outcomes = await outcomesOf(capability, chunk, call);
      for (const [index, progress] of chunk.entries())
        note(progress, provider, outcomes[index] ?? null, clock);
    }),
  );
}

async function outcomesOf(
  capability: Capability<Operation>,
  chunk: readonly Progress[],
  call: { signal: AbortSignal; scope: Scope<Tables> },
): Promise<Outcome[]> {
  try {
    return await capability.read(
      chunk.map(({ subject }) => subject),
      call,
    );
  } catch (error) {
    if (error instanceof UpstreamError) return chunk.map(() => error);
    throw error;
  }
}

function note(progress: Progress, provider: Provider, outcome: Outcome, clock: () => number): void {
  if (outcome instanceof UpstreamError) progress.failures.push(`${provider.name}: ${outcome.message}`);
  else if (outcome)
    progress.answer = {
      facts: outcome.facts,
      provider: outcome.provider ?? provider.name,
      fetchedAt: outcome.fetchedAt ?? new Date(clock()),
      own: !provider.live,
    };
  else if (provider.live) progress.missing = true;
}

/**
 * Returns the error of an unresolved subject. A missing catalogue entry proves nothing unless the
 * catalogue is the only source.
 */
function failureOf(
  { subject, missing, failures }: Progress,
  providers: readonly Provider[],
  platform: Platform,
): TributaryError {
  if (providers.length === 0) return new TributaryError('UPSTREAM_FAILED', howToConfigure(platform));
  const onlyCatalogue = providers.every(({ live }) => !live);
  if (missing || (onlyCatalogue && failures.length === 0)) return notFoundIn(subject, onlyCatalogue);
  return new TributaryError('UPSTREAM_FAILED', 'Upstream provider error — all data sources failed', {
    cause: failures,
  });
}

function notFoundIn({ platform, id }: Subject, onlyCatalogue: boolean): TributaryError {
  const name = PLATFORM_NAMES[platform];
  const why = onlyCatalogue ? ` No live source is configured for ${name}; only the catalogue was asked.` : '';
  return new TributaryError('NOT_FOUND', `There is no "${id}" on ${name}.${why}`);
}

function chunked<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
