import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { DataKey } from '../planning/response-keys.ts';

/** What selections are read with. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly dataKey: DataKey;
}

/**
 * The fields that are selected on a type, in the specification's order (CollectFields): fragments that apply are
 * entered, and fields of one response name come together. Conditions are resolved before.
 */
export function collectFields(
  reading: Reading,
  type: GraphQLNamedType,
  sets: readonly (SelectionSetNode | undefined)[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const enter = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(reading.schema, type, selection.typeCondition?.name.value)) enter(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = reading.fragments.get(selection.name.value);
        if (fragment && applies(reading.schema, type, fragment.typeCondition.name.value))
          enter(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) if (set) enter(set);
  return fields;
}

/** The type may be an interface, where a subgraph knows its objects only as that (`@interfaceObject`). */
function applies(schema: GraphQLSchema, type: GraphQLNamedType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return (
    isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type)
  );
}

/**
 * Whether what is selected on an interface differs by the type of its objects. Conditions count that do not hold for
 * all objects of the interface.
 */
export function differsByType(
  reading: Reading,
  type: GraphQLNamedType,
  sets: readonly (SelectionSetNode | undefined)[],
): boolean {
  const differs = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return false;
      const { typeCondition, selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : reading.fragments.get(selection.name.value)!;
      return !applies(reading.schema, type, typeCondition?.name.value) || differs(selectionSet);
    });
  return sets.some((set) => set && differs(set));
}
