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
import type { ResponsePath } from '../execution/faults.ts';
import { isObject, type Json, own } from '../execution/run.ts';
import { collectFields, type Reading } from './collect.ts';

/** What the client selects at one place: a type, and the nodes whose selection sets apply to it. */
interface Place {
  readonly type: GraphQLNamedType;
  readonly nodes: readonly { readonly selectionSet?: FieldNode['selectionSet'] }[];
}

/** Translates a path in fetched data to the client's response path. */
export type ClientPath = (data: Json, path: ResponsePath) => ResponsePath | null;

/**
 * Compiles the translation of error paths. From a field on that only the plan needs, such as a key or a required field,
 * the path stays as it is. It is null when the client selects the field on other types only: such a field may be
 * fetched for all objects of a list, but for this one the client did not ask.
 */
export function compileClientPath(reading: Reading, operation: OperationDefinitionNode): ClientPath {
  const root: Place = { type: reading.schema.getRootType(operation.operation)!, nodes: [operation] };
  return (data, path) => {
    const translated: (string | number)[] = [];
    // What the client selects for this object, and for an object of any type at this path.
    let mine: readonly Place[] = [root];
    let all: readonly Place[] = [root];
    let value: unknown = data;
    for (const [index, element] of path.entries()) {
      if (typeof element === 'number') {
        translated.push(element);
        value = Array.isArray(value) ? value[element] : undefined;
        continue;
      }
      const typename = isObject(value) ? value['__typename'] : undefined;
      const runtime = typeof typename === 'string' ? reading.schema.getType(typename) : undefined;
      const found = mine.flatMap((place) => find(reading, place, element, runtime));
      all = all.flatMap((place) => find(reading, place, element, undefined));
      if (!found[0]) return all.length > 0 ? null : [...translated, ...path.slice(index)];
      translated.push(found[0].key);
      mine = found;
      value = isObject(value) ? own(value, element) : undefined;
    }
    return translated;
  };
}

/** The selections of a data key on the runtime type of an object; on every possible type if that is not known. */
function find(
  reading: Reading,
  { type, nodes }: Place,
  dataKey: string,
  runtime: GraphQLNamedType | undefined,
): (Place & { readonly key: string })[] {
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const types = isAbstractType(type) && isObjectType(runtime) ? [runtime] : typesOf(reading.schema, type);
  return types.flatMap((each) => {
    if (!isObjectType(each) && !isInterfaceType(each)) return [];
    return [...collectFields(reading, each, sets)].flatMap(([key, group]) => {
      const field = each.getFields()[group[0]!.name.value];
      if (!field || reading.dataKey(group[0]!) !== dataKey) return [];
      return [{ key, type: getNamedType(field.type), nodes: group }];
    });
  });
}

/** A type, and the types of the objects behind it. */
function typesOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  return isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
}
