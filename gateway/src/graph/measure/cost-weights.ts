import type {
  CostDirectiveArguments,
  DirectiveTargetElement,
  ListSizeDirectiveArguments,
  Schema,
  Supergraph,
} from '@apollo/federation-internals';

/** The costs that the supergraph declares by `@cost` and `@listSize`. */
export interface Weights {
  /**
   * Returns the weight of one value of a type: its `@cost`, or 1 for a composite type and 0 for a
   * leaf.
   */
  ofType(typeName: string): number;
  /** Returns the `@cost` of a field, which replaces the weight of its type. */
  ofField(typeName: string, fieldName: string): number | undefined;
  /** Returns the `@cost` of an argument, or 0. */
  ofArgument(typeName: string, fieldName: string, argumentName: string): number;
  /** Returns the `@listSize` of a field. */
  listSize(typeName: string, fieldName: string): ListSizeDirectiveArguments | undefined;
}

const COST_SPEC = 'https://specs.apollo.dev/cost';

/** Reads the cost directives of a supergraph, under the names it imports them by. */
export function weightsOf({ schema }: Supergraph): Weights {
  const feature = schema.coreFeatures?.getByIdentity(COST_SPEC);
  const read = <Arguments>(name: string, element: unknown): Arguments | undefined => {
    if (!feature || !element) return undefined;
    const directive = feature.directiveNameInSchema(name);
    const [applied] = (element as DirectiveTargetElement<never>).appliedDirectivesOf(directive);
    return applied?.arguments() as Arguments | undefined;
  };
  const weight = (element: unknown) => read<CostDirectiveArguments>('cost', element)?.weight;
  return {
    ofType(typeName) {
      const type = schema.type(typeName);
      const composite = type && 'fields' in type;
      return weight(type) ?? (composite || type?.kind === 'UnionType' ? 1 : 0);
    },
    ofField: (typeName, fieldName) => weight(fieldOf(schema, typeName, fieldName)),
    ofArgument: (typeName, fieldName, name) =>
      weight(fieldOf(schema, typeName, fieldName)?.argument(name)) ?? 0,
    listSize: (typeName, fieldName) =>
      read<ListSizeDirectiveArguments>('listSize', fieldOf(schema, typeName, fieldName)),
  };
}

function fieldOf(schema: Schema, typeName: string, fieldName: string) {
  const type = schema.type(typeName);
  return type?.kind === 'ObjectType' || type?.kind === 'InterfaceType' ? type.field(fieldName) : undefined;
}
