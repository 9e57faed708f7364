import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object of the named type satisfies a condition such as `... on Product`. */
export type TypeMatch = (typename: string, condition: string) => boolean;

/** Whether a name is that of an object type; the name of an interface says less of an object. */
export type IsConcrete = (typename: unknown) => boolean;

/** Object types of the supergraph's own schema. */
export function concreteTypes(schema: GraphQLSchema): IsConcrete {
  return (typename) => typeof typename === 'string' && isObjectType(schema.getType(typename));
}

/** Type conditions by the supergraph's own schema, which has the types that clients do not see as well. */
export function typeMatch(schema: GraphQLSchema): TypeMatch {
  return (typename, condition) => {
    if (typename === condition) return true;
    const type = schema.getType(typename);
    const wanted = schema.getType(condition);
    if (!isAbstractType(wanted) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return schema.isSubType(wanted, type);
  };
}
