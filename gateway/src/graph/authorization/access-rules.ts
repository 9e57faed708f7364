import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Identity } from './token-identity.ts';

/** A condition that a caller must meet to select a field. */
export interface Requirement {
  /** Equal for equal conditions, also of different supergraphs. */
  readonly id: string;
  isMet(identity: Identity | null): boolean;
}

/** The security directives of a supergraph. */
export interface AccessRules {
  /** Lists the conditions of a field: its own, those of its type and of the type it returns. */
  of(typeName: string, fieldName: string): readonly Requirement[];
}

/** Names of the security directives in a supergraph, by the name of their specification. */
type DirectiveNames = Readonly<Record<'authenticated' | 'requiresScopes' | 'policy', string>>;

/** Reads `@authenticated`, `@requiresScopes` and `@policy` of a supergraph. */
export function readAccessRules({ definitions }: DocumentNode): AccessRules {
  const names = directiveNames(definitions);
  const ofTypes = new Map<string, readonly Requirement[]>();
  const fields = new Map<string, { readonly own: readonly Requirement[]; readonly returns: string }>();
  for (const node of definitions) {
    if (!isTypeDefinitionNode(node)) continue;
    const type = node.name.value;
    ofTypes.set(type, requirementsOf(node.directives, names));
    const members = 'fields' in node ? (node.fields ?? []) : [];
    for (const member of members)
      fields.set(`${type}.${member.name.value}`, {
        own: requirementsOf(member.directives, names),
        returns: namedType(member.type),
      });
  }
  const known = new Map<string, readonly Requirement[]>();
  return {
    of(typeName, fieldName) {
      const coordinate = `${typeName}.${fieldName}`;
      const cached = known.get(coordinate);
      if (cached) return cached;
      const { own = [], returns = '' } = fields.get(coordinate) ?? {};
      const all = [...(ofTypes.get(typeName) ?? []), ...own, ...(ofTypes.get(returns) ?? [])];
      known.set(coordinate, all);
      return all;
    },
  };
}

function requirementsOf(
  directives: readonly ConstDirectiveNode[] = [],
  names: DirectiveNames,
): Requirement[] {
  return directives.flatMap((directive): Requirement[] => {
    const name = directive.name.value;
    if (name === names.authenticated)
      return [{ id: 'authenticated', isMet: (identity) => identity !== null }];
    if (name === names.requiresScopes) return [listed('scopes', alternativesIn(directive, 'scopes'))];
    if (name === names.policy) return [listed('policies', alternativesIn(directive, 'policies'))];
    return [];
  });
}

/** Requires all names of one of the alternatives. */
function listed(member: 'scopes' | 'policies', alternatives: readonly (readonly string[])[]): Requirement {
  return {
    id: `${member} ${JSON.stringify(alternatives)}`,
    isMet: (identity) =>
      identity !== null && alternatives.some((all) => all.every((name) => identity[member].has(name))),
  };
}

function alternativesIn({ arguments: args = [] }: ConstDirectiveNode, name: string): string[][] {
  const value: ConstValueNode | undefined = args.find((each) => each.name.value === name)?.value;
  const alternatives = value ? (valueFromASTUntyped(value) as unknown) : [];
  return [alternatives].flat().map((all) => [all].flat().map(String));
}

/** Reads the names under which the supergraph links the directives. */
function directiveNames(definitions: readonly DefinitionNode[]): DirectiveNames {
  const names = { authenticated: 'authenticated', requiresScopes: 'requiresScopes', policy: 'policy' };
  for (const node of definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { arguments: args = [] } of node.directives ?? []) {
      const textOf = (argument: string) => {
        const value = args.find(({ name }) => name.value === argument)?.value;
        return value?.kind === Kind.STRING ? value.value : undefined;
      };
      const feature = /specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//.exec(textOf('url') ?? '');
      const alias = textOf('as');
      if (feature && alias) names[feature[1] as keyof typeof names] = alias;
    }
  }
  return names;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
