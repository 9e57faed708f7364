import type { GraphQLFormattedError } from 'graphql';
import type { ResponsePath } from './faults.ts';
import { isRoot, locate, type Way } from './paths.ts';
import type { Group } from './representations.ts';
import type { Json, Run } from './run.ts';

/** Where errors come from: a fetch of one run. */
export interface Source {
  readonly run: Run;
  readonly serviceName: string;
  /** The ways to the objects that the fetch completes. */
  readonly ways: readonly Way[];
  /** Set when the errors are all that the subgraph has answered. */
  readonly whole: boolean;
}

/** Records errors of entities: one about a representation concerns every place of the response that it stands for. */
export function reportEntities(
  source: Source,
  errors: readonly GraphQLFormattedError[],
  groups: readonly Group[],
): void {
  const located = locate(source.run.data, source.ways);
  const members = groups.map(({ targets }) => new Set(targets));
  for (const error of errors) {
    const [field, index, ...rest] = error.path ?? [];
    const targets = field === '_entities' && typeof index === 'number' ? members[index] : undefined;
    if (!targets) report(source, error, undefined);
    else
      for (const { object, path } of located)
        if (targets.has(object)) report(source, error, [...path, ...rest]);
  }
}

/** Records errors of root fields, at every place where they were asked for; usually that is the root itself. */
export function reportRoots(
  source: Source,
  errors: readonly GraphQLFormattedError[],
  targets: readonly Json[],
): void {
  const places: ResponsePath[] = isRoot(source.ways) ? [[]] : placesOf(source, targets);
  for (const error of errors) {
    if (!error.path) report(source, error, undefined);
    else for (const place of places) report(source, error, [...place, ...error.path]);
  }
}

function placesOf({ run, ways }: Source, targets: readonly Json[]): ResponsePath[] {
  const meant = new Set(targets);
  return locate(run.data, ways)
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
