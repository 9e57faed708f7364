import { Problem } from '../../engine/problem.ts';

/** An expected failure of a mutation, as the graph returns it. */
export interface Failure {
  __typename: string;
  message?: string;
  field?: string | null;
}

/**
 * Throws the problem of a failed mutation; its path in `body` is derived from the graph's argument,
 * without `input.`, by `placeOf`.
 */
export function refuse(
  { __typename, message = '', field }: Failure,
  what: string,
  placeOf: (field: string) => string = (given) => given,
): void {
  if (__typename === 'NotFound') throw notFound(what);
  if (__typename !== 'InvalidInput') return;
  throw unprocessable(`body.${placeOf((field ?? '').replace(/^input\./, ''))}`.replace(/\.$/, ''), message);
}

/** Returns the problem of an object that is not in the workspace: `Dataset not found`. */
export function notFound(what: string): Problem {
  return new Problem('NOT_FOUND', `${what} not found`);
}

/** Returns the problem of an invalid value, identified by its path such as `body.filters`. */
export function unprocessable(place: string, message: string): Problem {
  return new Problem('INVALID_PARAMETER', message, {
    details: { parameter: place, errors: { [place]: message } },
  });
}
