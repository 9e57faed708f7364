import { type AnyVariables, type TypedDocumentNode, useMutation, useQuery } from 'urql';
import { problemOf, type RequestProblem } from './problems.ts';

/** A query of a page: its data or problem, both of which are null until it has loaded. */
export interface Loaded<Data> {
  readonly data: Data | null;
  readonly problem: RequestProblem | null;
  readonly isLoading: boolean;
  retry(): void;
}

/** Queries the graph for as long as the component is shown. */
export function useGraph<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { pause = false }: { pause?: boolean } = {},
): Loaded<Data> {
  const [{ data, error, fetching }, execute] = useQuery({ query, variables, pause } as Parameters<
    typeof useQuery<Data, Variables>
  >[0]);
  return {
    data: data ?? null,
    problem: error && !data ? problemOf(error) : null,
    isLoading: fetching,
    retry: () => execute({ requestPolicy: 'network-only' }),
  };
}

/** Returns the data of a mutation, or throws its {@link RequestProblem}. */
export function useChange<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): (variables: Variables) => Promise<Data> {
  const [, execute] = useMutation(mutation);
  return async (variables) => {
    const { data, error } = await execute(variables);
    if (error || !data) throw error ? problemOf(error) : NO_DATA;
    return data;
  };
}

const NO_DATA: RequestProblem = { message: 'The server sent no answer.', canRetry: true };
