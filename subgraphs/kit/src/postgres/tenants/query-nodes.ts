/** A Kysely operation node as plain data, with only the members that the tenant guard needs. */
export type Node = { readonly kind: string; readonly [member: string]: unknown };

/** Yields the direct children of a node. */
export function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && typeof item === 'object' && 'kind' in item) yield item as Node;
    }
  }
}

/** Returns the nodes of a list member; an empty list if it is absent. */
export function listOf(node: Node | undefined, member: string): readonly Node[] {
  return (node?.[member] as readonly Node[] | undefined) ?? [];
}

/** Returns the node of a member. */
export function nodeOf(node: Node | undefined, member: string): Node | undefined {
  return node?.[member] as Node | undefined;
}

/** Returns a table's name without its PostgreSQL schema; null if the node is not a table. */
export function tableName(node: Node | undefined): string | null {
  return node?.kind === 'TableNode' ? identifier(nodeOf(nodeOf(node, 'table'), 'identifier')) : null;
}

/** Whether a table is qualified with its PostgreSQL schema. */
export function hasSchema(table: Node): boolean {
  return nodeOf(nodeOf(table, 'table'), 'schema') !== undefined;
}

export function columnName(node: Node | undefined): string | null {
  return node?.kind === 'ColumnNode' ? identifier(nodeOf(node, 'column')) : null;
}

export function identifier(node: Node | undefined): string | null {
  return node?.kind === 'IdentifierNode' ? (node['name'] as string) : null;
}

/** Removes the parentheses around a node. */
export function unwrapped(node: Node): Node {
  return node.kind === 'ParensNode' ? unwrapped(nodeOf(node, 'node')!) : node;
}

/** Lists the conjuncts of a condition, all of which must hold for it to hold. */
export function conjuncts(condition: Node): Node[] {
  const node = unwrapped(condition);
  if (node.kind !== 'AndNode') return [node];
  return [...conjuncts(nodeOf(node, 'left')!), ...conjuncts(nodeOf(node, 'right')!)];
}

/** Returns raw SQL as text, including nested raw parts and names; any other part becomes `?`. */
export function rawText(node: Node): string {
  const parameters = listOf(node, 'parameters').map(partText);
  const fragments = node['sqlFragments'] as readonly string[];
  return fragments.map((fragment, index) => fragment + (parameters[index] ?? '')).join('');
}

function partText(node: Node): string {
  if (node.kind === 'RawNode') return rawText(node);
  return tableName(node) ?? identifier(node) ?? '?';
}
