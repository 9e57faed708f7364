import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
} from 'graphql';

/** A field as it was met under one name of the response: on which type, and what exactly was asked. */
interface Meaning {
  readonly parent: GraphQLCompositeType;
  readonly field: string;
}

/** What the names of one place of the response mean, and what is below them. */
interface Place {
  readonly meanings: Map<string, Meaning[]>;
  readonly below: Map<string, Place>;
}

/**
 * Whether one name at one place of the response means different things by the type of an object further up:
 * `{ ... on A { p { x: name } } ... on B { p { x: sku } } }`. That is valid, as an object is never both; but a plan
 * whose paths do not tell the types apart fetches one of them for all.
 */
export function dependsOnTypes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  let found = false;
  const enter = (set: SelectionSetNode, parent: GraphQLCompositeType, place: Place): void => {
    for (const selection of set.selections) {
      if (found) return;
      if (selection.kind === Kind.FIELD) meet(selection, parent, place);
      else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
        const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
        if (isCompositeType(type)) enter(fragment.selectionSet, type, place);
      }
    }
  };
  const meet = (node: FieldNode, parent: GraphQLCompositeType, place: Place): void => {
    const key = (node.alias ?? node.name).value;
    found ||= isAnother(schema, place, key, { parent, field: meaningOf(node) });
    const type = fieldType(parent, node.name.value);
    if (!node.selectionSet || !type) return;
    const below = place.below.get(key) ?? newPlace();
    place.below.set(key, below);
    enter(node.selectionSet, type, below);
  };
  enter(operation.selectionSet, schema.getRootType(operation.operation)!, newPlace());
  return found;
}

/** Remembers what a name means here; on types that no object shares, different meanings are told apart anyway. */
function isAnother(schema: GraphQLSchema, { meanings }: Place, key: string, meaning: Meaning): boolean {
  const known = meanings.get(key) ?? [];
  meanings.set(key, known);
  if (known.some(({ parent, field }) => parent === meaning.parent && field === meaning.field)) return false;
  known.push(meaning);
  return known.some(
    ({ parent, field }) => field !== meaning.field && overlap(schema, parent, meaning.parent),
  );
}

function overlap(schema: GraphQLSchema, one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
  const others = new Set(objectsOf(schema, other));
  return objectsOf(schema, one).some((type) => others.has(type));
}

function objectsOf(schema: GraphQLSchema, type: GraphQLCompositeType) {
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}

function meaningOf({ name, arguments: given = [] }: FieldNode): string {
  return [name.value, ...given.map((argument) => print(argument)).sort()].join();
}

function fieldType(parent: GraphQLCompositeType, name: string): GraphQLCompositeType | null {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  const field = parent.getFields()[name];
  const type = field && getNamedType(field.type);
  return isCompositeType(type) ? type : null;
}

function newPlace(): Place {
  return { meanings: new Map(), below: new Map() };
}
