/** A node of PostgreSQL's parse tree, as libpg-query returns it. */
export type Tree = Readonly<Record<string, unknown>>;

/** Returns a member that is a node; the members of a wrapper are named after the node's type. */
export function nodeAt(tree: Tree | undefined, name: string): Tree | undefined {
  const member = tree?.[name];
  return typeof member === 'object' && member !== null ? (member as Tree) : undefined;
}

export function listAt(tree: Tree | undefined, name: string): Tree[] {
  const member = tree?.[name];
  return Array.isArray(member) ? (member as Tree[]) : [];
}

export function textAt(tree: Tree | undefined, name: string): string | undefined {
  const member = tree?.[name];
  return typeof member === 'string' ? member : undefined;
}

/** Returns the parts of a list of String nodes, such as a column reference or an operator. */
export function namesIn(list: readonly Tree[]): string[] {
  return list.map((item) => textAt(nodeAt(item, 'String'), 'sval') ?? '*');
}

/** Returns the names of a column reference: `['a', 'workspace_id']`; undefined for other nodes. */
export function columnOf(tree: Tree | undefined): string[] | undefined {
  const reference = nodeAt(tree, 'ColumnRef');
  return reference && namesIn(listAt(reference, 'fields'));
}

/** Removes casts. */
export function withoutCasts(tree: Tree | undefined): Tree | undefined {
  const cast = nodeAt(tree, 'TypeCast');
  return cast ? withoutCasts(nodeAt(cast, 'arg')) : tree;
}

/** Lists the nodes below a node, itself included, without those inside nested statements. */
export function* nodesOf(tree: unknown): Generator<Tree> {
  if (Array.isArray(tree)) for (const item of tree) yield* nodesOf(item);
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return;
  yield tree as Tree;
  for (const [name, member] of Object.entries(tree)) if (!STATEMENT.test(name)) yield* nodesOf(member);
}

const STATEMENT = /^(Select|Insert|Update|Delete)Stmt$/;

/** Returns the type of a statement's wrapper and the statement. */
export function statementIn(tree: Tree | undefined): { kind: string; statement: Tree } | undefined {
  for (const [kind, statement] of Object.entries(tree ?? {}))
    if (STATEMENT.test(kind)) return { kind, statement: statement as Tree };
  return undefined;
}

/** Splits a condition into the parts that all hold. */
export function conjunctsOf(tree: Tree | undefined): Tree[] {
  if (!tree) return [];
  const all = nodeAt(tree, 'BoolExpr');
  return all && textAt(all, 'boolop') === 'AND_EXPR' ? listAt(all, 'args').flatMap(conjunctsOf) : [tree];
}
