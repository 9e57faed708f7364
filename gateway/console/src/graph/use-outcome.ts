import type { AnyVariables, TypedDocumentNode } from 'urql';
import type { RequestProblem } from './problems.ts';
import { useChange } from './use-graph.ts';

/** Why a change was refused, and the field of its input that is wrong, if one is. */
export interface Refusal {
  readonly message: string;
  readonly field: string | null;
}

/** What a mutation returns if it is not refused. */
export type Accepted<Data> = Exclude<NonNullable<Data[keyof Data]>, { readonly message: string }>;

/** Returns a function that runs a mutation of one field, and returns its result or its refusal. */
export function useOutcome<Data extends object, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): (variables: Variables) => Promise<Accepted<Data> | Refusal> {
  const change = useChange(mutation);
  return async (variables) => {
    const result: object = await change(variables).then(
      (data) => Object.values(data)[0] ?? { message: 'The server sent no answer.' },
      (problem: RequestProblem) => problem,
    );
    return 'message' in result ? refusalOf(result) : (result as Accepted<Data>);
  };
}

/** Returns whether a change was refused: failures and problems have a message, results do not. */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'message' in outcome;
}

/** Returns why a change was refused; null if it was not. */
export function refusalIn(outcome: object): Refusal | null {
  return isRefusal(outcome) ? outcome : null;
}

function refusalOf(failure: { message: unknown; field?: unknown; __typename?: unknown }): Refusal {
  const ofQuery = failure.__typename === 'InvalidQuery' ? 'query' : null;
  const field = typeof failure.field === 'string' ? failure.field : ofQuery;
  return { message: String(failure.message), field };
}
