import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Weights } from './cost-weights.ts';

/**
 * The size-related content of a selection set. Fragments are referenced by name, because copies
 * grow exponentially.
 */
export interface Selections {
  readonly fields: readonly Selected[];
  readonly fragments: readonly string[];
  /** Number of directives, without those in nested selection sets. */
  readonly directives: number;
}

/** One field of a selection set. */
export interface Selected {
  readonly name: string;
  readonly aliased: boolean;
  /** Weight of one item, including its arguments. */
  readonly weight: number;
  readonly isList: boolean;
  /** List length if no argument limits it. */
  readonly assumedSize: number;
  /** Values of the arguments that limit the list length. */
  readonly slices: readonly ValueNode[];
  /** Nested fields whose length the slicing arguments limit, as in a connection. */
  readonly sizedFields: ReadonlySet<string>;
  readonly selections: Selections | null;
}

/** Assumed length of a list without `@listSize`. */
const USUAL_SIZE = 10;
const NONE: ReadonlySet<string> = new Set();

/**
 * Introspection is free: its size is bounded by the schema and by a validation rule of graphql-js.
 */
const INTROSPECTION = {
  weight: 0,
  isList: false,
  assumedSize: 1,
  slices: [],
  sizedFields: NONE,
  selections: null,
} as const;

/** Reads the selection set of an operation or fragment on a type. */
export function readSelections(
  schema: GraphQLSchema,
  weights: Weights,
  type: GraphQLNamedType | undefined,
  { selections }: SelectionSetNode,
): Selections {
  const fields: Selected[] = [];
  const fragments: string[] = [];
  let directives = 0;
  const read = (parent: GraphQLNamedType | undefined, nodes: SelectionSetNode['selections']) => {
    for (const node of nodes) {
      directives += node.directives?.length ?? 0;
      if (node.kind === Kind.FRAGMENT_SPREAD) fragments.push(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT)
        read(
          node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent,
          node.selectionSet.selections,
        );
      else fields.push(readField(schema, weights, parent, node));
    }
  };
  read(type, selections);
  return { fields, fragments, directives };
}

function readField(
  schema: GraphQLSchema,
  weights: Weights,
  parent: GraphQLNamedType | undefined,
  node: FieldNode,
): Selected {
  const name = node.name.value;
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  const aliased = node.alias !== undefined;
  if (!parent || !definition) return { ...INTROSPECTION, name, aliased };
  const type = getNamedType(definition.type);
  const size = weights.listSize(parent.name, name);
  const names = (node.arguments ?? []).map((argument) => argument.name.value);
  const added = names.reduce((sum, each) => sum + weights.ofArgument(parent.name, name, each), 0);
  return {
    name,
    aliased,
    weight: (weights.ofField(parent.name, name) ?? weights.ofType(type.name)) + added,
    isList: isListType(getNullableType(definition.type)),
    assumedSize: size?.assumedSize ?? USUAL_SIZE,
    slices: slicesOf(size?.slicingArguments ?? [], definition, node),
    sizedFields: size?.sizedFields ? new Set(size.sizedFields) : NONE,
    selections: node.selectionSet ? readSelections(schema, weights, type, node.selectionSet) : null,
  };
}

function slicesOf(names: readonly string[], definition: GraphQLField<unknown, unknown>, node: FieldNode) {
  return names.flatMap((name) => {
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    return given ?? defaultOf(definition, name) ?? [];
  });
}

/** Returns the default value of an argument, if it is a number. */
function defaultOf({ args }: GraphQLField<unknown, unknown>, name: string): ValueNode | undefined {
  const value = args.find((argument) => argument.name === name)?.defaultValue;
  return typeof value === 'number' ? { kind: Kind.INT, value: String(value) } : undefined;
}
