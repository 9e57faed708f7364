import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DataKey } from '../response-keys.ts';

/** What selections are read with. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The values of the variables that @skip and @include use. */
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly dataKey: DataKey;
}

/**
 * The fields that are selected on a type, in the specification's order (CollectFields): fragments that apply are
 * entered, what is skipped is left out, and fields of one response name come together.
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
      if (!isIncluded(reading, selection)) continue;
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

function isIncluded({ conditions }: Reading, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, conditions);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, conditions);
  return skip?.['if'] !== true && include?.['if'] !== false;
}

/** The type may be an interface, where a subgraph knows its objects only as that (`@interfaceObject`). */
function applies(schema: GraphQLSchema, type: GraphQLNamedType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return (
    isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type)
  );
}
