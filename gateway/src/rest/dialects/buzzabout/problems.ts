import { Problem } from '../../engine/problem.ts';

/** An expected failure of a mutation, as the graph gives it. */
export interface Failure {
  __typename: string;
  message?: string;
  field?: string | null;
}

/** Throws what a mutation was refused with; `body` names the body's members by the graph's. */
export function refuse({ __typename, message = '', field }: Failure, what: string): void {
  if (__typename === 'NotFound') throw notFound(what);
  if (__typename !== 'InvalidInput') return;
  throw unprocessable(`body.${(field ?? '').replace(/^input\./, '')}`.replace(/\.$/, ''), message);
}

/** Something that is not in the workspace: `Dataset not found`. */
export function notFound(what: string): Problem {
  return new Problem('NOT_FOUND', `${what} not found`);
}

/** Something in the request that is there but wrong, by its place: `body.filters`. */
export function unprocessable(place: string, message: string): Problem {
  return new Problem('INVALID_PARAMETER', message, {
    details: { parameter: place, errors: { [place]: message } },
  });
}
