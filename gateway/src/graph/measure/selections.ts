import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
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
import type { Weights } from './weights.ts';

/** A selection set as far as its size goes. Fragments are named and not copied: that may be exponential. */
export interface Selections {
  readonly fields: readonly Selected[];
  readonly fragments: readonly string[];
  /** Directives in it, besides those of its fields' own selections. */
  readonly directives: number;
}

/** One field of a selection set. */
export interface Selected {
  readonly name: string;
  readonly aliased: boolean;
  /** Weight of one item of it, and what its arguments add. */
  readonly weight: number;
  readonly isList: boolean;
  /** Items of its list when nothing in the operation says it. */
  readonly assumedSize: number;
  /** Values of the arguments that say how long it may be. */
  readonly slices: readonly ValueNode[];
  /** Fields of its own selections that are as long as `slices` say, when it is no list itself. */
  readonly sizedFields: ReadonlySet<string>;
  readonly selections: Selections | null;
}

/** Items of a list of which the schema says nothing. */
const USUAL_SIZE = 10;
const NONE: ReadonlySet<string> = new Set();

/** `__typename` is free, and `__schema` and `__type` are bounded by the schema and by graphql-js' own rule. */
const INTROSPECTION = {
  weight: 0,
  isList: false,
  assumedSize: 1,
  slices: [],
  sizedFields: NONE,
  selections: null,
} as const;

/** Reads the selections of an operation or fragment on a type. */
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
  const given = (node.arguments ?? []).map((argument) => argument.name.value);
  const added = given.reduce((sum, each) => sum + weights.ofArgument(parent.name, name, each), 0);
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

/** The default of an argument as the schema has it, where it is a number. */
function defaultOf({ args }: GraphQLField<unknown, unknown>, name: string): ValueNode | undefined {
  const value = args.find((argument) => argument.name === name)?.defaultValue;
  return typeof value === 'number' ? { kind: Kind.INT, value: String(value) } : undefined;
}

/** The fragments of a document by name. */
export function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((node) => [(node as FragmentDefinitionNode).name.value, node as never]));
}
