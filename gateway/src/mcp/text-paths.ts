import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Returns the paths of response names whose values are of type String. Such texts may have been
 * written by anyone; ids, enums, times and addresses have scalars of their own.
 */
export function textPathsOf(document: DocumentNode, schema: GraphQLSchema): Set<string> {
  const info = new TypeInfo(schema);
  const paths = new Set<string>();
  const names: string[] = [];
  visit(
    inlined(document),
    visitWithTypeInfo(info, {
      Field: {
        enter(field) {
          names.push(nameOf(field));
          if (getNamedType(info.getType())?.name === 'String') paths.add(names.join('.'));
        },
        leave: () => void names.pop(),
      },
    }),
  );
  return paths;
}

function nameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** Replaces fragment spreads by their fragments; a valid document has no cycles. */
function inlined(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const inline = <Node extends DocumentNode>(node: Node): Node =>
    visit(node, {
      FragmentSpread(spread) {
        const { typeCondition, selectionSet } = fragments.get(spread.name.value)!;
        return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
      },
    });
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return inline({ ...document, definitions: operations });
}
