import { type ConstDirectiveNode, type DirectiveNode, Kind, parse, print, visit } from 'graphql';

const SECURITY = new Set(['authenticated', 'requiresScopes', 'policy']);
const SECURITY_SCALARS = new Set(['requiresScopes__Scope', 'policy__Policy']);

/**
 * The supergraph without its security features, for @apollo/gateway's own execution, which refuses to load them
 * (2.14). Nothing is lost: the subgraphs enforce them.
 */
export function withoutSecurity(supergraphSdl: string): string {
  const document = visit(parse(supergraphSdl), {
    Directive: (node) => (isSecurity(node) ? null : undefined),
    DirectiveDefinition: (node) => (SECURITY.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (SECURITY_SCALARS.has(node.name.value) ? null : undefined),
  });
  return print(document);
}

function isSecurity(node: DirectiveNode | ConstDirectiveNode): boolean {
  if (SECURITY.has(node.name.value)) return true;
  if (node.name.value !== 'link') return false;
  const url = node.arguments?.find((argument) => argument.name.value === 'url')?.value;
  if (url?.kind !== Kind.STRING) return false;
  return [...SECURITY].some((feature) => url.value.includes(`/${feature}/`));
}
