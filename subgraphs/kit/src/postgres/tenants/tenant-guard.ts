import { children, columnName, listOf, type Node, nodeOf, rawText, tableName } from './query-nodes.ts';
import {
  type Around,
  COLUMN,
  conditionsOf,
  givesOneWorkspace,
  heldNames,
  sourceItems,
  sourcesOf,
} from './tenant-sources.ts';

/**
 * Creates a check that rejects any query on a tenant table that does not tie `workspace_id` to one
 * value, so that a forgotten condition fails on its first run instead of exposing another
 * workspace's data. It inspects Kysely's query nodes: every table of a select, update or delete
 * must be constrained by an equality that always holds (a conjunct of WHERE, or of ON on the side
 * that it filters), directly or through another constrained source; an insert must name the column;
 * no statement may change it. Raw SQL is checked as text and less strictly: if it names a tenant
 * table, it must compare the column (or name it, in an insert), and in a condition it must not
 * bypass the other conditions with an OR outside parentheses.
 */
export function tenantGuard(tables: readonly string[]): (query: Node) => void {
  const guard = guardOf(new Set(tables));
  return (query) => guard(query, { held: new Set(), ctes: new Map() });
}

type Tenants = ReadonlySet<string>;

function guardOf(tenants: Tenants): (node: Node, around: Around) => void {
  const inspect = (node: Node, around: Around): void => {
    const inside = check(node, { ...around, ctes: commonTables(node, around) }, tenants);
    for (const child of children(node)) if (child.kind !== 'WithNode') inspect(child, inside);
  };
  /**
   * Returns the common table expressions visible to a query; inspects each with the preceding ones
   * visible.
   */
  const commonTables = (query: Node, around: Around): Around['ctes'] => {
    const clause = nodeOf(query, 'with');
    const ctes = new Map(around.ctes);
    for (const each of listOf(clause, 'expressions')) {
      const name = tableName(nodeOf(nodeOf(each, 'name'), 'table'))!;
      const body = nodeOf(each, 'expression')!;
      // A recursive one stays within its workspace if its first step does, because each step starts
      // from the last.
      const inSight = { ...around, ctes: clause!['recursive'] ? new Map([...ctes, [name, true]]) : ctes };
      inspect(body, inSight);
      ctes.set(name, givesOneWorkspace(body, inSight));
    }
    return ctes;
  };
  return inspect;
}

/** Checks one node; returns what its children may rely on. */
function check(node: Node, around: Around, tenants: Tenants): Around {
  if (node.kind === 'RawNode') checkRaw(rawText(node), tenants);
  if (!/^(Select|Insert|Update|Delete|Merge)QueryNode$/.test(node.kind)) return around;
  for (const item of sourceItems(node)) {
    const raw = item.kind === 'AliasNode' ? nodeOf(item, 'node')! : item;
    if (raw.kind === 'RawNode') checkRaw(`from ${rawText(raw)}`, tenants);
  }
  if (node.kind === 'InsertQueryNode') return checkInsert(node, around, tenants);
  if (node.kind === 'MergeQueryNode') return checkMerge(node, around, tenants);
  return checkConstrained(node, around, tenants);
}

function checkInsert(node: Node, around: Around, tenants: Tenants): Around {
  const sources = sourcesOf(node, around);
  const conflict = nodeOf(node, 'onConflict');
  for (const { table } of sources.values()) {
    if (!table || !tenants.has(table)) continue;
    if (!listOf(node, 'columns').some(isTenantColumn)) refuse(table);
    const target = listOf(conflict, 'columns');
    if (target.length > 0 && conflict!['updates'] && !target.some(isTenantColumn)) refuse(table);
    refuseMoving(listOf(conflict, 'updates'), table);
  }
  return { ...around, held: new Set([...around.held, ...sources.keys(), 'excluded']) };
}

function checkConstrained(node: Node, around: Around, tenants: Tenants): Around {
  const sources = sourcesOf(node, around);
  const held = heldNames(node, sources, around);
  for (const [alias, { table }] of sources) {
    if (!table || !tenants.has(table)) continue;
    if (!held.has(alias)) refuse(table);
    refuseMoving(listOf(node, 'updates'), table);
    for (const { condition } of conditionsOf(node)) refuseLooseOr(condition, table);
  }
  // An alias of this query shadows the same alias of an outer query.
  const further = [...around.held].filter((alias) => !sources.has(alias));
  return { ...around, held: new Set([...further, ...held]) };
}

/**
 * Rejects every MERGE on a tenant table, because it also affects rows that do not match its
 * condition.
 */
function checkMerge(node: Node, around: Around, tenants: Tenants): Around {
  for (const { table } of sourcesOf(node, around).values()) if (table && tenants.has(table)) refuse(table);
  return around;
}

const READS = /\b(?:from|join|update|using|table|only|truncate|copy)\b/i;
const CLAUSE = /\b(?:where|on|set|select|values|group|order|limit|returning)\b/i;
const COMPARED = new RegExp(
  `\\b${COLUMN}"?\\s*=|=\\s*(?:"?\\w+"?\\.)*"?${COLUMN}\\b|\\busing\\s*\\([^)]*\\b${COLUMN}\\b`,
  'i',
);

/**
 * Checks raw SQL, which has no nodes: a read of a tenant table must compare the column, an insert
 * must name it.
 */
function checkRaw(text: string, tenants: Tenants): void {
  const read = namedAfter(READS, text, tenants);
  if (read && !COMPARED.test(text)) refuse(read);
  const written = namedAfter(/\binto\b/i, text, tenants);
  if (written && !text.includes(COLUMN)) refuse(written);
}

/** Returns the first tenant table between such a keyword and the next clause. */
function namedAfter(word: RegExp, text: string, tenants: Tenants): string | undefined {
  const parts = text.toLowerCase().split(word).slice(1);
  return parts
    .flatMap((part) => part.split(CLAUSE)[0]!.match(/\w+/g) ?? [])
    .find((name) => tenants.has(name));
}

/**
 * Rejects an unparenthesised `or` in raw SQL: Kysely adds no parentheses, so an adjacent `and`
 * would bind more tightly.
 */
function refuseLooseOr(condition: Node, table: string): void {
  if (/QueryNode$/.test(condition.kind)) return;
  if (condition.kind !== 'RawNode') for (const child of children(condition)) refuseLooseOr(child, table);
  else if (/\bor\b|--|\/\*|[()]/i.test(outermost(rawText(condition))))
    throw new Error(`A condition on the tenant table "${table}" has raw SQL with OR outside parentheses.`);
}

/** Removes quoted text and balanced parentheses. */
function outermost(text: string): string {
  let shown = text.replace(/'(?:[^']|'')*'|"[^"]*"/g, '?');
  for (let before = ''; before !== shown; ) {
    before = shown;
    shown = shown.replace(/\([^()]*\)/g, '?');
  }
  return shown;
}

function refuseMoving(updates: readonly Node[], table: string): void {
  if (!updates.some((update) => isTenantColumn(nodeOf(update, 'column')))) return;
  throw new Error(`A query would change the ${COLUMN} of rows of the tenant table "${table}".`);
}

function isTenantColumn(column: Node | undefined): boolean {
  return columnName(column) === COLUMN;
}

function refuse(table: string): never {
  throw new Error(`A query on the tenant table "${table}" does not constrain ${COLUMN}.`);
}
