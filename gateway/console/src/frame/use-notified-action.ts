import type { AnyVariables, TypedDocumentNode } from 'urql';
import { type Accepted, isRefusal, useOutcome } from '../graph/index.ts';
import { useNotify } from './notices.tsx';

/**
 * Returns a function that runs a mutation of one field and shows a notice: a text about the result,
 * or why the change was refused. It returns the result; null if the change was refused.
 */
export function useNotifiedAction<Data extends object, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  textOf: (result: Accepted<Data>) => string,
): (variables: Variables) => Promise<Accepted<Data> | null> {
  const run = useOutcome(mutation);
  const notify = useNotify();
  return async (variables) => {
    const outcome = await run(variables);
    if (isRefusal(outcome)) {
      notify({ text: `The change was not saved. ${outcome.message}` });
      return null;
    }
    notify({ text: textOf(outcome) });
    return outcome;
  };
}
