import type { KyselyPlugin } from 'kysely';

/** Kysely's operation nodes, read as plain data: only the members that matter here. */
type Node = { readonly kind: string; readonly [member: string]: unknown };

const COLUMN = 'workspace_id';

/**
 * A Kysely plugin that refuses any query on a tenant table which does not tie `workspace_id` to one value, so that
 * a forgotten condition is an error on its first run and never another workspace's data. It reads the query as
 * Kysely built it: every table of a select, update or delete must be constrained by an equality that always holds
 * (a conjunct of WHERE or ON), directly or through another constrained table; an insert must name the column.
 */
export function tenantGuard(tables: readonly string[]): KyselyPlugin {
  const tenant = new Set(tables);
  return {
    transformQuery: ({ node }) => {
      inspect(node as unknown as Node, tenant);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

function inspect(node: Node, tenant: ReadonlySet<string>): void {
  if (node.kind === 'InsertQueryNode') checkInsert(node, tenant);
  else if (/^(Select|Update|Delete|Merge)QueryNode$/.test(node.kind)) checkConstrained(node, tenant);
  else if (node.kind === 'RawNode') checkRaw(node, tenant);
  for (const child of children(node)) inspect(child, tenant);
}

function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && typeof item === 'object' && 'kind' in item) yield item as Node;
    }
  }
}

function checkInsert(node: Node, tenant: ReadonlySet<string>): void {
  const table = tableName(node['into'] as Node | undefined);
  if (!table || !tenant.has(table)) return;
  const columns = (node['columns'] as Node[] | undefined) ?? [];
  if (!columns.some((column) => columnName(column) === COLUMN)) refuse(table);
}

function checkConstrained(node: Node, tenant: ReadonlySet<string>): void {
  const sources = tablesOf(node);
  const equalities = conditionsOf(node).flatMap(conjuncts).flatMap(workspaceEquality);
  const bound = new Set<string>();
  const bind = (alias: string | null) => {
    if (alias) bound.add(alias);
    else if (sources.size === 1) bound.add([...sources.keys()][0]!);
  };
  for (const [left, right] of equalities) {
    // A value, or a column of the query around this one, which is held to the same rule itself.
    if (right === null || !sources.has(right)) bind(left);
    else if (left !== null && !sources.has(left)) bind(right);
  }
  for (let grown = true; grown; ) {
    const before = bound.size;
    for (const [left, right] of equalities) {
      if (left && right && (bound.has(left) || bound.has(right))) bound.add(left).add(right);
    }
    grown = bound.size > before;
  }
  for (const [alias, table] of sources) if (tenant.has(table) && !bound.has(alias)) refuse(table);
}

/** Raw SQL cannot be read as nodes: one that reads or writes a tenant table must at least name the column. */
function checkRaw(node: Node, tenant: ReadonlySet<string>): void {
  const text = (node['sqlFragments'] as readonly string[]).join(' ');
  if (text.includes(COLUMN)) return;
  for (const [, table] of text.matchAll(/\b(?:from|join|into|update)\s+(?:"?\w+"?\.)?"?(\w+)"?/gi)) {
    if (tenant.has(table!)) refuse(table!);
  }
}

function tablesOf(node: Node): Map<string, string> {
  const sources = new Map<string, string>();
  const add = (item: Node | undefined) => {
    if (item?.kind === 'ListNode') for (const each of item['items'] as Node[]) add(each);
    else if (item?.kind === 'AliasNode') {
      const table = tableName(item['node'] as Node);
      const alias = identifier(item['alias'] as Node);
      if (table && alias) sources.set(alias, table);
    } else {
      const table = tableName(item);
      if (table) sources.set(table, table);
    }
  };
  for (const member of ['from', 'using']) {
    for (const item of ((node[member] as Node | undefined)?.['froms'] ??
      (node[member] as Node | undefined)?.['tables'] ??
      []) as Node[])
      add(item);
  }
  add(node['table'] as Node | undefined);
  add(node['into'] as Node | undefined);
  for (const join of (node['joins'] as Node[] | undefined) ?? []) add(join['table'] as Node);
  return sources;
}

function conditionsOf(node: Node): Node[] {
  const where = (node['where'] as Node | undefined)?.['where'] as Node | undefined;
  const joins = ((node['joins'] as Node[] | undefined) ?? []).map(
    (join) => (join['on'] as Node | undefined)?.['on'] as Node | undefined,
  );
  return [where, ...joins].filter((condition): condition is Node => condition !== undefined);
}

function conjuncts(node: Node): Node[] {
  if (node.kind === 'ParensNode') return conjuncts(node['node'] as Node);
  if (node.kind === 'AndNode')
    return [...conjuncts(node['left'] as Node), ...conjuncts(node['right'] as Node)];
  return [node];
}

/** `a.workspace_id = …` as [alias, other alias or null for a value]; nothing for any other condition. */
function workspaceEquality(node: Node): [string | null, string | null][] {
  if (node.kind !== 'BinaryOperationNode') return [];
  if ((node['operator'] as Node)['operator'] !== '=') return [];
  const left = workspaceReference(node['leftOperand'] as Node);
  const right = workspaceReference(node['rightOperand'] as Node);
  if (left && right) return [[left.alias, right.alias]];
  if (left) return [[left.alias, null]];
  return right ? [[right.alias, null]] : [];
}

function workspaceReference(node: Node): { alias: string | null } | null {
  if (node.kind !== 'ReferenceNode' || columnName(node['column'] as Node) !== COLUMN) return null;
  return { alias: tableName(node['table'] as Node | undefined) };
}

function tableName(node: Node | undefined): string | null {
  if (node?.kind !== 'TableNode') return null;
  return identifier((node['table'] as Node)['identifier'] as Node);
}

function columnName(node: Node): string | null {
  return node.kind === 'ColumnNode' ? identifier(node['column'] as Node) : null;
}

function identifier(node: Node): string | null {
  return node.kind === 'IdentifierNode' ? (node['name'] as string) : null;
}

function refuse(table: string): never {
  throw new Error(`A query on the tenant table "${table}" does not constrain ${COLUMN}.`);
}
