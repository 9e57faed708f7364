import type {
  CostDirectiveArguments,
  DirectiveTargetElement,
  ListSizeDirectiveArguments,
  Schema,
  Supergraph,
} from '@apollo/federation-internals';

/** What the supergraph says of the cost of its fields, by the federation's directives `@cost` and `@listSize`. */
export interface Weights {
  /** Weight of one object or value of a type: 1 for what has fields, 0 for a scalar or enum, or what `@cost` says. */
  ofType(typeName: string): number;
  /** What `@cost` says of a field itself, in place of the weight of its type. */
  ofField(typeName: string, fieldName: string): number | undefined;
  /** What `@cost` says of an argument; 0 without. */
  ofArgument(typeName: string, fieldName: string, argumentName: string): number;
  /** How long a field's list may be. */
  listSize(typeName: string, fieldName: string): ListSizeDirectiveArguments | undefined;
}

const COST_SPEC = 'https://specs.apollo.dev/cost';

/** Reads the directives of a supergraph, whatever names it links them by. */
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
