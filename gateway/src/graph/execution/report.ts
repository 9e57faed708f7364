import type { GraphQLFormattedError } from 'graphql';
import type { ResponsePath } from './faults.ts';
import type { Share } from './lots.ts';
import { locate, type Way } from './paths.ts';
import type { Json, Run } from './run.ts';

/** Where errors come from: a fetch of one run. */
export interface Source {
  readonly run: Run;
  readonly serviceName: string;
  /** The way to the objects that the fetch completes. */
  readonly way: Way;
  /** Set when the errors are all that the subgraph has answered. */
  readonly whole: boolean;
}

/**
 * Records errors of a fetch's entities: one about a representation concerns every place of the response that it stands
 * for. What is said of none is recorded by the first of those who share the lot.
 */
export function reportEntities(
  source: Source,
  errors: readonly GraphQLFormattedError[],
  { lot, groups, first }: Share,
): void {
  const located = locate(source.run.data, source.way);
  const members = groups.map((group) => group && new Set(group.targets));
  for (const error of errors) {
    const [field, index, ...rest] = error.path ?? [];
    const ofEntity = field === '_entities' && typeof index === 'number' && index < lot.representations.length;
    if (!ofEntity) {
      if (first) report(source, error, undefined);
      continue;
    }
    // A field that could not be asked for properly has failed before.
    if (groups[index]?.lacking.includes(String(rest[0]))) continue;
    for (const { object, path } of located)
      if (members[index]?.has(object)) report(source, error, [...path, ...rest]);
  }
}

/** Records errors of root fields, at every place where they were asked for; usually that is the root itself. */
export function reportRoots(
  source: Source,
  errors: readonly GraphQLFormattedError[],
  targets: readonly Json[],
): void {
  const places: ResponsePath[] = source.way.length === 0 ? [[]] : placesOf(source, targets);
  for (const error of errors) {
    if (!error.path) report(source, error, undefined);
    else for (const place of places) report(source, error, [...place, ...error.path]);
  }
}

function placesOf({ run, way }: Source, targets: readonly Json[]): ResponsePath[] {
  const meant = new Set(targets);
  return locate(run.data, way)
    .filter(({ object }) => meant.has(object))
    .map(({ path }) => path);
}

function report(
  { run, serviceName, whole }: Source,
  { message, extensions }: GraphQLFormattedError,
  path: ResponsePath | undefined,
): void {
  run.faults.push({
    message: message || `The subgraph ${serviceName} has failed.`,
    path,
    extensions,
    serviceName,
    whole,
  });
}
