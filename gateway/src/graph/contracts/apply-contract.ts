import {
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  type SchemaDefinitionNode,
  visit,
} from 'graphql';
import { hiddenElements } from './hidden-elements.ts';
import type { Contract } from './tagged-elements.ts';

const SPECIFICATION = 'https://specs.apollo.dev/inaccessible/';
const DEFINITION = `directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION
  | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`;
const INACCESSIBLE: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'inaccessible' },
};

/**
 * Returns a supergraph whose API schema is the part that a contract shows. The other elements
 * become `@inaccessible`: clients cannot select them, and plans still use them as keys and
 * requirements. Throws an Error if nothing of `Query` is left.
 */
export function applyContract(supergraphSdl: string, contract: Contract): string {
  const document = withInaccessible(parse(supergraphSdl, { noLocation: true }));
  const hidden = hiddenElements(document, contract);
  if (hidden.has('Query')) throw new Error('The contract hides every field of Query.');
  return print(hide(document, hidden));
}

function hide(document: DocumentNode, hidden: ReadonlySet<string>): DocumentNode {
  const path: string[] = [];
  const enter = (node: ASTNode & { readonly name: { readonly value: string } }) => {
    path.push(node.name.value);
  };
  const leave = (node: ASTNode & { readonly directives?: readonly ConstDirectiveNode[] | undefined }) => {
    const [type, member, argument] = path;
    path.pop();
    const coordinate = [type, member && `.${member}`, argument && `(${argument}:)`].filter(Boolean).join('');
    const directives = node.directives ?? [];
    const isNew = hidden.has(coordinate) && !directives.some(({ name }) => name.value === 'inaccessible');
    return isNew ? { ...node, directives: [...directives, INACCESSIBLE] } : undefined;
  };
  const named = { enter, leave };
  return visit(document, {
    DirectiveDefinition: () => false,
    ObjectTypeDefinition: named,
    InterfaceTypeDefinition: named,
    UnionTypeDefinition: named,
    ScalarTypeDefinition: named,
    EnumTypeDefinition: named,
    InputObjectTypeDefinition: named,
    FieldDefinition: named,
    InputValueDefinition: named,
    EnumValueDefinition: named,
  });
}

/** Links and defines `@inaccessible` in a supergraph that does not use it yet. */
function withInaccessible(document: DocumentNode): DocumentNode {
  const schema = document.definitions.find(
    (node): node is SchemaDefinitionNode => node.kind === Kind.SCHEMA_DEFINITION,
  );
  if (!schema || print(schema).includes(SPECIFICATION)) return document;
  const link = parse(`schema @link(url: "${SPECIFICATION}v0.2", for: SECURITY) { query: Query }`, {
    noLocation: true,
  }).definitions[0] as SchemaDefinitionNode;
  const linked = { ...schema, directives: [...(schema.directives ?? []), ...(link.directives ?? [])] };
  const others = document.definitions.filter((node) => node !== schema);
  return {
    ...document,
    definitions: [linked, ...parse(DEFINITION, { noLocation: true }).definitions, ...others],
  };
}
