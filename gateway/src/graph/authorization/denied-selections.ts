import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { AccessRules, Requirement } from './access-rules.ts';

/** Whether a caller must not select a field. */
export type IsDenied = (typeName: string, fieldName: string) => boolean;

/** Returns the test for callers who do not meet some requirements, given by their ids. */
export function deniedBy(rules: AccessRules, unmet: ReadonlySet<string>): IsDenied {
  return (typeName, fieldName) =>
    !fieldName.startsWith('__') && rules.of(typeName, fieldName).some(({ id }) => unmet.has(id));
}

/** Lists the requirements of all fields that a document may select, on any type of its objects. */
export function requirementsIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: AccessRules,
): Requirement[] {
  const found = new Map<string, Requirement>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        if (!parent) return;
        const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [];
        for (const type of [parent, ...possible])
          for (const requirement of rules.of(type.name, name.value)) found.set(requirement.id, requirement);
      },
    }),
  );
  return [...found.values()];
}

/**
 * Removes the denied fields of a document, so that they are not fetched. A field that is denied on
 * some implementations of an interface only is fetched, and left out of the response.
 */
export function withoutDenied(
  schema: GraphQLSchema,
  document: DocumentNode,
  isDenied: IsDenied,
): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const parent = types.getParentType();
        return parent && isDenied(parent.name, name.value) ? null : undefined;
      },
    }),
  );
}
