import {
  type DocumentNode,
  execute,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { SelectionContext } from './collect.ts';
import type { Completion } from './completion.ts';

/** Resolves the given `__schema` or `__type` field from the schema of the audience. */
export function introspection(
  { schema, fragments }: SelectionContext,
  operation: OperationDefinitionNode,
  nodes: readonly FieldNode[],
): (completion: Completion) => unknown {
  const key = (nodes[0]!.alias ?? nodes[0]!.name).value;
  const used = usedIn(nodes, fragments);
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
          used.variables.has(variable.name.value),
        ),
        selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
      },
      ...[...used.fragments].map((name) => fragments.get(name)!),
    ],
  };
  const resolve = ({ variables }: Pick<Completion, 'variables'>) => {
    const result = execute({ schema, document, variableValues: variables }) as {
      data?: Record<string, unknown>;
    };
    return result.data?.[key] ?? null;
  };
  if (used.variables.size > 0) return resolve;
  let resolved: unknown;
  return (completion) => {
    resolved ??= resolve(completion);
    return resolved;
  };
}

function usedIn(nodes: readonly FieldNode[], fragments: SelectionContext['fragments']) {
  const variables = new Set<string>();
  const spread = new Set<string>();
  const look = (node: Parameters<typeof visit>[0]): void => {
    visit(node, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread: ({ name }) => {
        if (spread.has(name.value)) return;
        spread.add(name.value);
        look(fragments.get(name.value)!);
      },
    });
  };
  for (const node of nodes) look(node);
  return { variables, fragments: spread };
}
