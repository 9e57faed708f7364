import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object of the named type satisfies a condition such as `... on Product`. */
export type TypeMatch = (typename: string, condition: string) => boolean;

/** Whether a typename is that of an object type, not of an interface. */
export type IsConcrete = (typename: unknown) => boolean;

/** Looks up object types in the whole supergraph schema. */
export function concreteTypes(schema: GraphQLSchema): IsConcrete {
  return (typename) => typeof typename === 'string' && isObjectType(schema.getType(typename));
}

/**
 * Evaluates type conditions by the whole supergraph schema, including types that clients do not
 * see.
 */
export function typeMatch(schema: GraphQLSchema): TypeMatch {
  return (typename, condition) => {
    if (typename === condition) return true;
    const type = schema.getType(typename);
    const wanted = schema.getType(condition);
    if (!isAbstractType(wanted) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return schema.isSubType(wanted, type);
  };
}
