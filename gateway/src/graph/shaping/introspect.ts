import {
  type DocumentNode,
  execute,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { Reading } from './collect.ts';
import type { Shaping } from './shaping.ts';

/** Answers `__schema` or `__type`, whose nodes are given, from the schema that clients see. */
export function introspection(
  { schema, fragments }: Reading,
  operation: OperationDefinitionNode,
  nodes: readonly FieldNode[],
): (shaping: Shaping) => unknown {
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
  const ask = ({ sent }: Pick<Shaping, 'sent'>) => {
    const result = execute({ schema, document, variableValues: sent }) as { data?: Record<string, unknown> };
    return result.data?.[key] ?? null;
  };
  if (used.variables.size > 0) return ask;
  let answer: unknown;
  return (shaping) => {
    answer ??= ask(shaping);
    return answer;
  };
}

function usedIn(nodes: readonly FieldNode[], fragments: Reading['fragments']) {
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
