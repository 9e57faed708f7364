import type { GraphQLFormattedError } from 'graphql';
import type { ResponsePath } from '../faults.ts';
import type { Json } from '../json.ts';
import type { Slice } from './entities/entity-batches.ts';
import { type FetchPath, locate } from './paths.ts';
import type { Run } from './plan-run.ts';

/** The fetch that errors belong to. */
export interface ErrorSource {
  readonly run: Run;
  readonly serviceName: string;
  /** The path to the objects that the fetch completes. */
  readonly path: FetchPath;
  /** Whether the subgraph returned errors and no data at all. */
  readonly failed: boolean;
}

/**
 * Records the errors of an entity fetch. An error of one representation is recorded at every object
 * it stands for; an error without a representation is recorded once, by the fetch that opened the
 * batch.
 */
export function reportEntities(
  source: ErrorSource,
  errors: readonly GraphQLFormattedError[],
  { batch, groups, isFirst }: Slice,
): void {
  const located = locate(source.run.data, source.path);
  const members = groups.map((group) => group && new Set(group.targets));
  for (const error of errors) {
    const [field, index, ...rest] = error.path ?? [];
    const ofEntity =
      field === '_entities' && typeof index === 'number' && index < batch.representations.length;
    if (!ofEntity) {
      if (isFirst) report(source, error, undefined);
      continue;
    }
    // The missing requirement of this field has already been reported.
    if (groups[index]?.unresolvable.includes(String(rest[0]))) continue;
    for (const { object, path } of located)
      if (members[index]?.has(object)) report(source, error, [...path, ...rest]);
  }
}

/**
 * Records the errors of root fields at every path they were fetched for, usually the root itself.
 */
export function reportRoots(
  source: ErrorSource,
  errors: readonly GraphQLFormattedError[],
  targets: readonly Json[],
): void {
  const prefixes: ResponsePath[] = source.path.length === 0 ? [[]] : pathsOf(source, targets);
  for (const error of errors) {
    if (!error.path) report(source, error, undefined);
    else for (const prefix of prefixes) report(source, error, [...prefix, ...error.path]);
  }
}

function pathsOf({ run, path }: ErrorSource, targets: readonly Json[]): ResponsePath[] {
  const wanted = new Set(targets);
  return locate(run.data, path)
    .filter(({ object }) => wanted.has(object))
    .map((located) => located.path);
}

function report(
  { run, serviceName, failed }: ErrorSource,
  { message, extensions }: GraphQLFormattedError,
  path: ResponsePath | undefined,
): void {
  run.faults.push({
    message: message || `The subgraph ${serviceName} failed without a message.`,
    path,
    extensions,
    serviceName,
    failedFetch: failed,
  });
}
