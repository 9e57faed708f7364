import type { Placement } from '@tributary/kit/citus';
import { loadModule, parseSync } from 'libpg-query';
import { type Analysis, analyse, type Level, type Source } from './levels.ts';
import { columnOf, listAt, namesIn, nodeAt, nodesOf, type Tree, textAt } from './sql-tree.ts';

/** Loads PostgreSQL's parser; call it before {@link problemsOf}. */
export const loadParser = loadModule;

/** Returns whether PostgreSQL's parser accepts a text. */
export function isStatement(text: string): boolean {
  try {
    parseSync(text);
    return true;
  } catch {
    return false;
  }
}

/** Functions whose results differ between the nodes and between executions. */
const VOLATILE = new Set(['gen_random_uuid', 'uuidv7', 'random', 'clock_timestamp', 'nextval']);

/** Returns what Citus refuses, or executes differently from PostgreSQL. */
type Rule = (level: Level, analysis: Analysis) => string[];

/**
 * Lists why a statement could not run as it is on a Citus cluster; none for most. The rules are
 * those that a trial found (Citus 13.2).
 */
export function problemsOf(text: string, placement: Placement): string[] {
  const { stmts } = parseSync(text) as { stmts: { stmt: Tree }[] };
  return stmts.flatMap(({ stmt }) => {
    const analysis = analyse(stmt, placement);
    return analysis.levels.flatMap((level) => RULES.flatMap((rule) => rule(level, analysis)));
  });
}

const distributedIn = ({ sources }: Level) => sources.filter(({ place }) => place === 'distributed');

/**
 * The sources that are planned together with a level: of a correlated subquery, also those around
 * it.
 */
function plannedWith(level: Level): Source[] {
  const around = level.correlated && level.parent ? plannedWith(level.parent) : [];
  return [...level.sources, ...around];
}

/** Direct joins of distributed with local tables are refused. */
const joinsPlaces: Rule = (level) => {
  if (level.kind === 'InsertStmt') return [];
  const all = plannedWith(level);
  const distributed = all.find(({ place }) => place === 'distributed');
  const local = all.find(({ place }) => place === 'local');
  return distributed && local
    ? [`joins the distributed table ${distributed.table} with the local table ${local.table}`]
    : [];
};

/** A union of both is executed once, so it cannot refer to rows around it. */
const unitesPlaces: Rule = (level, { levels }) => {
  if (!level.correlated || !level.union) return [];
  const [distributed] = distributedIn(level);
  const local = levels
    .filter(({ union, correlated }) => correlated && union === level.union)
    .flatMap(({ sources }) => sources)
    .find(({ place }) => place === 'local');
  return distributed && local
    ? [`unites ${distributed.table} with the local table ${local.table} for each row around them`]
    : [];
};

/** Tables are on the same node only for equal workspaces. */
const joinsWorkspaces: Rule = (level, { tied }) => {
  const [first, ...others] = plannedWith(level).filter(({ place }) => place === 'distributed');
  return others
    .filter((other) => !tied(first!, other))
    .map((other) => `joins ${first!.table} with ${other.table} without comparing workspace_id`);
};

/** Rows of several nodes cannot be locked. */
const locksWorkspaces: Rule = (level, { tied }) => {
  const clauses = listAt(level.statement, 'lockingClause').map((each) => nodeAt(each, 'LockingClause')!);
  if (clauses.length === 0) return [];
  const named = clauses
    .flatMap((clause) => listAt(clause, 'lockedRels'))
    .map((range) => textAt(nodeAt(range, 'RangeVar'), 'relname'));
  return distributedIn(level)
    .filter(({ alias }) => named.length === 0 || named.includes(alias))
    .filter((source) => !tied(source))
    .map(({ table }) => `locks rows of ${table} across workspaces`);
};

/** Citus counts the rows that were selected, and not those that were inserted. */
const countsConflicts: Rule = ({ kind, statement, sources }) => {
  const conflict = nodeAt(statement, 'onConflictClause');
  const select = nodeAt(nodeAt(statement, 'selectStmt'), 'SelectStmt');
  if (kind !== 'InsertStmt' || !conflict || !select || sources[0]!.place !== 'distributed') return [];
  const skips = textAt(conflict, 'action') === 'ONCONFLICT_NOTHING' || nodeAt(conflict, 'whereClause');
  const returns = listAt(statement, 'returningList').length > 0 || nodeAt(statement, 'returningClause');
  return skips && !returns && listAt(select, 'valuesLists').length === 0
    ? [`inserts a selection into ${sources[0]!.table} with ON CONFLICT but without RETURNING`]
    : [];
};

/** Volatile functions are refused in updates. */
const updatesVolatile: Rule = ({ kind, statement, sources }) => {
  if (kind !== 'UpdateStmt' || sources[0]!.place !== 'distributed') return [];
  return [...nodesOf(statement)]
    .map((node) => namesIn(listAt(nodeAt(node, 'FuncCall'), 'funcname')).at(-1) ?? '')
    .filter((name) => VOLATILE.has(name))
    .map((name) => `calls ${name}() in an update of ${sources[0]!.table}`);
};

/** Rows of different shards have equal `ctid`s, so another row may be found. */
const usesCtid: Rule = (level, { tied }) => {
  const table = distributedIn(level).find((source) => !tied(source));
  if (!table) return [];
  const used = [...nodesOf(level.statement)].some((node) => columnOf(node)?.at(-1) === 'ctid');
  return used ? [`identifies rows of ${table.table} by ctid`] : [];
};

const RULES: readonly Rule[] = [
  joinsPlaces,
  unitesPlaces,
  joinsWorkspaces,
  locksWorkspaces,
  countsConflicts,
  updatesVolatile,
  usesCtid,
];
