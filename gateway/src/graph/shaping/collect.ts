import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { markOf } from '../deferring/marked-fragments.ts';
import type { DataKey } from '../planning/response-keys.ts';

/** The schema and fragments for reading selection sets. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly dataKey: DataKey;
}

/**
 * Collects the fields selected on a type, grouped by response key, in the specification's order
 * (CollectFields). Documents have no conditions at this point. Deferred fragments are added to
 * `deferred` if it is given, and otherwise collected like any other.
 */
export function collectFields(
  context: SelectionContext,
  type: GraphQLNamedType,
  sets: readonly (SelectionSetNode | undefined)[],
  deferred?: InlineFragmentNode[],
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
        if (!applies(context.schema, type, selection.typeCondition?.name.value)) continue;
        if (deferred && markOf(selection) !== null) deferred.push(selection);
        else enter(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = context.fragments.get(selection.name.value);
        if (fragment && applies(context.schema, type, fragment.typeCondition.name.value))
          enter(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) if (set) enter(set);
  return fields;
}

/**
 * Whether a type condition applies; the type may be an interface, because of `@interfaceObject`.
 */
function applies(schema: GraphQLSchema, type: GraphQLNamedType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return (
    isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type)
  );
}

/**
 * Whether a type condition in the selections on an interface applies to some of its objects only.
 */
export function differsByType(
  context: SelectionContext,
  type: GraphQLNamedType,
  sets: readonly (SelectionSetNode | undefined)[],
): boolean {
  const differs = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return false;
      const { typeCondition, selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value)!;
      return !applies(context.schema, type, typeCondition?.name.value) || differs(selectionSet);
    });
  return sets.some((set) => set && differs(set));
}
