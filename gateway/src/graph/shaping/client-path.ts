import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import type { ResponsePath } from '../faults.ts';
import { isObject, type Json, own } from '../json.ts';
import { fieldSetName } from '../planning/response-keys.ts';
import { collectFields, type SelectionContext } from './collect.ts';

/** The client's selections at one path: a type, and the nodes whose selection sets apply to it. */
interface SelectedAt {
  readonly type: GraphQLNamedType;
  readonly nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[];
}

/** Translates a path in the fetched data to the client's response path. */
export type ClientPath = (data: Json, path: ResponsePath) => ResponsePath | null;

/**
 * Compiles the translation of error paths. Below a field that only the plan selects, such as a key,
 * the path consists of the names of the fields. It is null when the client selects the field on
 * other types only: a fetch may select it for all objects of a list.
 */
export function compileClientPath(context: SelectionContext, operation: OperationDefinitionNode): ClientPath {
  const nameOf = <Element extends string | number>(element: Element) =>
    typeof element === 'string' ? fieldSetName(context.schema, element) : element;
  const root: SelectedAt = { type: context.schema.getRootType(operation.operation)!, nodes: [operation] };
  return (data, path) => {
    const translated: (string | number)[] = [];
    // The selections on this object, and on objects of any type at this path.
    let mine: readonly SelectedAt[] = [root];
    let all: readonly SelectedAt[] = [root];
    let value: unknown = data;
    for (const [index, element] of path.entries()) {
      if (typeof element === 'number') {
        translated.push(element);
        value = Array.isArray(value) ? value[element] : undefined;
        continue;
      }
      const typename = isObject(value) ? value['__typename'] : undefined;
      const runtime = typeof typename === 'string' ? context.schema.getType(typename) : undefined;
      const name = nameOf(element);
      const found = mine.flatMap((selected) => find(context, selected, name, runtime));
      all = all.flatMap((selected) => find(context, selected, name, undefined));
      if (!found[0]) return all.length > 0 ? null : [...translated, ...path.slice(index).map(nameOf)];
      translated.push(found[0].key);
      mine = found;
      value = isObject(value) ? own(value, element) : undefined;
    }
    return translated;
  };
}

/**
 * Returns the selections of a data key on the runtime type of an object, or on every possible type
 * if it is unknown.
 */
function find(
  context: SelectionContext,
  { type, nodes }: SelectedAt,
  dataKey: string,
  runtime: GraphQLNamedType | undefined,
): (SelectedAt & { readonly key: string })[] {
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const types = isAbstractType(type) && isObjectType(runtime) ? [runtime] : typesOf(context.schema, type);
  return types.flatMap((each) => {
    if (!isObjectType(each) && !isInterfaceType(each)) return [];
    return [...collectFields(context, each, sets)].flatMap(([key, group]) => {
      const field = each.getFields()[group[0]!.name.value];
      if (!field || context.dataKey(group[0]!) !== dataKey) return [];
      return [{ key, type: getNamedType(field.type), nodes: group }];
    });
  });
}

/** Returns a type and its possible object types. */
function typesOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  return isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
}
