import { type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql';

/**
 * Features that `@apollo/gateway` refuses because it does not enforce them. Subgraphs enforce them
 * here, so a supergraph without these links is as secure.
 */
const SECURITY_FEATURES = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\//;

/**
 * Removes the `@link` of the security directives; the directives themselves remain, without
 * meaning.
 */
export function withoutSecurityLinks(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, {
    SchemaDefinition: (node) => ({
      ...node,
      directives: (node.directives ?? []).filter(
        (directive) => directive.name.value !== 'link' || !SECURITY_FEATURES.test(urlOf(directive)),
      ),
    }),
  });
}

/** Makes every `@inaccessible` element part of the API schema, for the internal audience. */
export function withoutInaccessible(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, {
    Directive: (node) => (node.name.value === 'inaccessible' ? null : undefined),
  });
}

function urlOf({ arguments: args = [] }: DirectiveNode): string {
  const value = args.find(({ name }) => name.value === 'url')?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}
