import { GraphQLError } from 'graphql';
import type { Outcome } from '../engine.ts';
import type { Run } from '../execution/plan-run.ts';
import { type Fault, faultOf, rejection } from '../faults.ts';
import type { Json } from '../json.ts';
import type { Planner } from '../planning/planner.ts';
import type { ClientPath } from '../shaping/client-path.ts';
import type { Completion, DeferredObject } from '../shaping/completion.ts';

/** The faults that a result is built with. */
export interface KnownFaults extends Pick<Planner, 'servicesOf'> {
  /** Those that may explain a null of the result. */
  readonly fetched: readonly Fault[];
  /** Those that the result has besides the ones found while it is built. */
  readonly reported: readonly Fault[];
}

/** Builds a result from the fetched data. */
type BuildResult = (data: Json, completion: Omit<Completion, 'path'>) => object | null;

/**
 * Builds a result for the client, with nulls and faults where data is missing. Adds the objects
 * that have deferred fragments to `deferred`.
 */
export function shapeResult(
  build: BuildResult,
  { data, variables }: Pick<Run, 'data' | 'variables'>,
  { fetched, reported, servicesOf }: KnownFaults,
  deferred: DeferredObject[] = [],
): Outcome {
  const found: Fault[] = [];
  try {
    const built = build(data, { fetched, found, variables, deferred, servicesOf }) as Json | null;
    return { data: built, faults: [...reported, ...found] };
  } catch (error) {
    const fault = error instanceof GraphQLError ? rejection(error) : faultOf(error);
    deferred.length = 0;
    return { data: null, faults: [...reported, ...found, fault] };
  }
}

/**
 * Translates the paths of faults to the client's response; drops those of fields that the client
 * did not select.
 */
export function inResponse(faults: readonly Fault[], data: Json, clientPath: ClientPath): Fault[] {
  return distinct(
    faults.flatMap((fault) => {
      if (!fault.path) return [fault];
      const path = clientPath(data, fault.path);
      return path ? [{ ...fault, path: path.length > 0 ? path : undefined }] : [];
    }),
  );
}

/**
 * Identifies a fault: a field may be fetched for the client and for a requirement, and fail twice.
 */
export function placeOf({ message, path }: Fault): string {
  return JSON.stringify([message, path]);
}

function distinct(faults: Fault[]): Fault[] {
  if (faults.length < 2) return faults;
  return [...new Map(faults.map((fault) => [placeOf(fault), fault])).values()];
}
