/** Kysely's operation nodes, read as plain data: only the members that the tenant guard needs. */
export type Node = { readonly kind: string; readonly [member: string]: unknown };

/** The nodes directly below one. */
export function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && typeof item === 'object' && 'kind' in item) yield item as Node;
    }
  }
}

/** The nodes of a list member, none when it is absent. */
export function listOf(node: Node | undefined, member: string): readonly Node[] {
  return (node?.[member] as readonly Node[] | undefined) ?? [];
}

/** The node of a member. */
export function nodeOf(node: Node | undefined, member: string): Node | undefined {
  return node?.[member] as Node | undefined;
}

/** A table's name without its PostgreSQL schema; null for anything that is no table. */
export function tableName(node: Node | undefined): string | null {
  return node?.kind === 'TableNode' ? identifier(nodeOf(nodeOf(node, 'table'), 'identifier')) : null;
}

/** Whether a table is named together with its PostgreSQL schema. */
export function hasSchema(table: Node): boolean {
  return nodeOf(nodeOf(table, 'table'), 'schema') !== undefined;
}

export function columnName(node: Node | undefined): string | null {
  return node?.kind === 'ColumnNode' ? identifier(nodeOf(node, 'column')) : null;
}

export function identifier(node: Node | undefined): string | null {
  return node?.kind === 'IdentifierNode' ? (node['name'] as string) : null;
}

/** A node without the parentheses around it. */
export function unwrapped(node: Node): Node {
  return node.kind === 'ParensNode' ? unwrapped(nodeOf(node, 'node')!) : node;
}

/** The conditions that must all hold for this one to hold. */
export function conjuncts(condition: Node): Node[] {
  const node = unwrapped(condition);
  if (node.kind !== 'AndNode') return [node];
  return [...conjuncts(nodeOf(node, 'left')!), ...conjuncts(nodeOf(node, 'right')!)];
}

/** Raw SQL as text, raw parts and names within it included; any other part is `?`. */
export function rawText(node: Node): string {
  const parameters = listOf(node, 'parameters').map(partText);
  const fragments = node['sqlFragments'] as readonly string[];
  return fragments.map((fragment, index) => fragment + (parameters[index] ?? '')).join('');
}

function partText(node: Node): string {
  if (node.kind === 'RawNode') return rawText(node);
  return tableName(node) ?? identifier(node) ?? '?';
}
