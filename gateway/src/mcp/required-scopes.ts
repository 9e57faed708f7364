import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * What the fields of an operation require: each entry is a list of alternatives, of which the
 * caller must have all scopes of one.
 */
export type RequiredScopes = readonly (readonly (readonly string[])[])[];

/** Returns the scopes that `@requiresScopes` demands for the fields of an operation. */
export function scopesOf(
  document: DocumentNode,
  schema: GraphQLSchema,
  supergraph: DocumentNode,
): RequiredScopes {
  const declared = declaredScopes(supergraph);
  const found = new Map<string, readonly (readonly string[])[]>();
  const info = new TypeInfo(schema);
  const add = (key: string) => {
    const alternatives = declared.get(key);
    if (alternatives) found.set(JSON.stringify(alternatives), alternatives);
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        add(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`);
        add(String(getNamedType(info.getType())?.name));
      },
    }),
  );
  return [...found.values()];
}

/** Returns a scope that the caller lacks for an operation; null if it lacks none. */
export function missingScope(required: RequiredScopes, scopes: readonly string[]): string | null {
  const unmet = required.find(
    (alternatives) => !alternatives.some((all) => all.every((scope) => scopes.includes(scope))),
  );
  return unmet?.[0]?.find((scope) => !scopes.includes(scope)) ?? null;
}

/** Says which scope a call lacks, and what to do. */
export function scopeMessage(tool: string, scope: string): string {
  return `The tool ${tool} needs the scope ${scope}, which this credential lacks. Ask for a credential that has it.`;
}

function declaredScopes(supergraph: DocumentNode): Map<string, string[][]> {
  const declared = new Map<string, string[][]>();
  const add = (key: string, directives: readonly ConstDirectiveNode[] = []) => {
    const scopes = directives.find(({ name }) => name.value === 'requiresScopes');
    if (scopes) declared.set(key, alternativesOf(scopes));
  };
  for (const type of supergraph.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    add(type.name.value, type.directives);
    for (const field of type.fields ?? []) add(`${type.name.value}.${field.name.value}`, field.directives);
  }
  return declared;
}

function alternativesOf({ arguments: args = [] }: ConstDirectiveNode): string[][] {
  const value = args.find(({ name }) => name.value === 'scopes')?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.map((all) =>
    all.kind === Kind.LIST ? all.values.flatMap((each) => (each.kind === Kind.STRING ? each.value : [])) : [],
  );
}
