import {
  columnName,
  conjuncts,
  hasSchema,
  identifier,
  listOf,
  type Node,
  nodeOf,
  rawText,
  tableName,
  unwrapped,
} from './query-nodes.ts';

export const COLUMN = 'workspace_id';

/** The names that enclosing queries restrict to one workspace. */
export interface Around {
  /** Aliases of enclosing queries, for a correlated subquery. */
  readonly held: ReadonlySet<string>;
  /** Visible common table expressions, and whether all their rows belong to one workspace. */
  readonly ctes: ReadonlyMap<string, boolean>;
}

/** A source of a query's rows, by alias. */
export interface Source {
  /** Null if it is not a table: a subquery, a common table expression, or raw SQL. */
  readonly table: string | null;
  /** Whether all rows belong to one workspace regardless of the enclosing query. */
  readonly held: boolean;
}

/** Returns the tables, subqueries and functions that a query reads from or writes to. */
export function sourcesOf(query: Node, around: Around): Map<string, Source> {
  return new Map(sourceItems(query).map((item) => [aliasOf(item), sourceOf(item, around)]));
}

/** Lists the nodes of sources in FROM, USING, JOIN, UPDATE, INSERT INTO and MERGE INTO. */
export function sourceItems(query: Node): Node[] {
  const using = nodeOf(query, 'using');
  const items = [
    ...listOf(nodeOf(query, 'from'), 'froms'),
    ...listOf(using, 'tables'),
    ...['table', 'into'].map((member) => nodeOf(query, member)),
    ...[...listOf(query, 'joins'), using].map((join) => nodeOf(join, 'table')),
  ];
  return items
    .filter((item) => item !== undefined)
    .flatMap((item) => (item.kind === 'ListNode' ? listOf(item, 'items') : item));
}

/**
 * Returns the aliases whose rows all belong to one workspace: those tied to a value, or to another
 * such alias.
 */
export function heldNames(
  query: Node,
  sources: ReadonlyMap<string, Source>,
  around: Around,
): ReadonlySet<string> {
  const held = new Set([...sources].filter(([, source]) => source.held).map(([alias]) => alias));
  const ties = conditionsOf(query).flatMap(({ condition, holds }) =>
    conjuncts(condition)
      .flatMap((conjunct) => tiesOf(conjunct, sources, around))
      .filter(([alias]) => holds(alias)),
  );
  for (let before = -1; before < held.size; ) {
    before = held.size;
    for (const [alias, to] of ties) if (to === null || held.has(to)) held.add(alias);
  }
  return held;
}

/**
 * Whether all rows of a subquery belong to one workspace, and its `workspace_id` is that of the
 * rows it reads.
 */
export function givesOneWorkspace(query: Node, around: Around): boolean {
  const node = unwrapped(query);
  if (node.kind === 'RawNode' || node.kind === 'InsertQueryNode') return true;
  if (!/^(Select|Update|Delete)QueryNode$/.test(node.kind)) return false;
  const sources = sourcesOf(node, around);
  const held = heldNames(node, sources, around);
  return (
    [...sources.keys()].every((alias) => held.has(alias)) &&
    listOf(node, 'selections').every((selection) => keepsColumn(selection, sources)) &&
    listOf(node, 'setOperations').every((other) => givesOneWorkspace(nodeOf(other, 'expression')!, around))
  );
}

/** Whether a selection does not derive `workspace_id` from anything else. */
function keepsColumn(selection: Node, sources: ReadonlyMap<string, Source>): boolean {
  const selected = nodeOf(selection, 'selection')!;
  if (selected.kind === 'AliasNode') return identifier(nodeOf(selected, 'alias')) !== COLUMN;
  const table = tableName(nodeOf(selected, 'table'));
  return selected.kind !== 'ReferenceNode' || table === null || sources.has(table);
}

function aliasOf(item: Node): string {
  if (item.kind !== 'AliasNode') return tableName(item) ?? '';
  const alias = nodeOf(item, 'alias')!;
  // `unnest(…) as used(workspace_id, id)` has a raw alias.
  return identifier(alias) ?? /^\s*"?(\w+)/.exec(rawText(alias))?.[1] ?? '';
}

function sourceOf(item: Node, around: Around): Source {
  const node = unwrapped(item.kind === 'AliasNode' ? nodeOf(item, 'node')! : item);
  const table = tableName(node);
  // A raw SQL source is a function over values of this process, such as `unnest($1)`.
  if (node.kind === 'RawNode') return { table, held: true };
  if (table === null) return { table, held: givesOneWorkspace(node, around) };
  const cte = hasSchema(node) ? undefined : around.ctes.get(table);
  return cte === undefined ? { table, held: false } : { table: null, held: cte };
}

export interface Condition {
  readonly condition: Node;
  /** Whether rows of this alias occur only if the condition holds (or consist of nulls). */
  readonly holds: (alias: string) => boolean;
}

/** Lists the conditions of a query's WHERE and joins. */
export function conditionsOf(query: Node): Condition[] {
  const where = nodeOf(nodeOf(query, 'where'), 'where');
  const joins = listOf(query, 'joins').flatMap((join) => {
    const condition = nodeOf(nodeOf(join, 'on'), 'on');
    return condition ? [{ condition, holds: heldByJoin(join) }] : [];
  });
  return where ? [{ condition: where, holds: () => true }, ...joins] : joins;
}

/**
 * Returns which aliases a join condition filters: an outer join keeps the rows of its outer side
 * regardless of the condition.
 */
function heldByJoin(join: Node): (alias: string) => boolean {
  const joined = aliasOf(nodeOf(join, 'table')!);
  const type = join['joinType'] as string;
  if (/^(Lateral)?InnerJoin$/.test(type)) return () => true;
  if (/^(Lateral)?LeftJoin$/.test(type)) return (alias) => alias === joined;
  return type === 'RightJoin' ? (alias) => alias !== joined : () => false;
}

/**
 * Lists the ties in `a.workspace_id = …` as [alias, the alias it equals, or null for a value], in
 * both directions.
 */
function tiesOf(node: Node, sources: ReadonlyMap<string, Source>, around: Around): [string, string | null][] {
  if (node.kind !== 'BinaryOperationNode' || nodeOf(node, 'operator')!['operator'] !== '=') return [];
  const left = operand(nodeOf(node, 'leftOperand')!, sources, around);
  const right = operand(nodeOf(node, 'rightOperand')!, sources, around);
  if (!left || !right) return [];
  const ties: [string, string | null][] = [];
  if (left.alias !== null) ties.push([left.alias, right.alias]);
  if (right.alias !== null) ties.push([right.alias, left.alias]);
  return ties;
}

/**
 * Returns the column of one of the query's sources, or (with alias null) a single value; null for
 * anything else.
 */
function operand(
  wrapped: Node,
  sources: ReadonlyMap<string, Source>,
  around: Around,
): { alias: string | null } | null {
  const node = unwrapped(wrapped);
  if (isValue(node)) return { alias: null };
  if (node.kind !== 'ReferenceNode' || columnName(nodeOf(node, 'column')) !== COLUMN) return null;
  const named = tableName(nodeOf(node, 'table'));
  const alias = named ?? (sources.size === 1 ? [...sources.keys()][0]! : null);
  if (alias === null) return null;
  if (sources.has(alias)) return { alias };
  return around.held.has(alias) ? { alias: null } : null;
}

/** Whether a node is a parameter, with or without a cast. */
function isValue(node: Node): boolean {
  if (node.kind === 'ValueNode') return true;
  if (node.kind === 'CastNode') return isValue(unwrapped(nodeOf(node, 'expression')!));
  if (node.kind !== 'RawNode' || !/^\s*\?\s*(::\s*\w+\s*)?$/.test(rawText(node))) return false;
  return listOf(node, 'parameters').every(isValue);
}
