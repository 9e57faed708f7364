import type { Placement } from '@tributary/kit/citus';
import { parseSync } from 'libpg-query';
import { COLUMN } from './levels.ts';
import type { MigrationStatement } from './migration-statements.ts';
import { listAt, namesIn, nodeAt, type Tree, textAt } from './sql-tree.ts';
import { problemsOf } from './statement-rules.ts';

/** Statements that are rows, not definitions. */
const MANIPULATION = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'];

/** A change of a table's definition. */
interface Definition {
  readonly table: string;
  readonly isDistributed: boolean;
  /** Whether an earlier migration created the table, which may therefore be distributed already. */
  readonly isLater: boolean;
  readonly placement: Placement;
}

/** Returns what Citus refuses, or what it would not enforce. */
type Rule = (part: Tree, definition: Definition) => string[];

/**
 * Lists why migrations would fail on a Citus cluster, or make a table that cannot be distributed.
 * The rules are those that a trial found (Citus 13.2).
 */
export function migrationProblems(statements: readonly MigrationStatement[], placement: Placement): string[] {
  const createdBy = new Map<string, string>();
  return statements.flatMap(({ migration, text }) => {
    const { stmts } = parseSync(text) as { stmts: { stmt: Tree }[] };
    const definitions = stmts.filter(({ stmt }) => !MANIPULATION.includes(Object.keys(stmt)[0]!));
    const problems =
      definitions.length > 0 && stmts.length > 1 ? ['sends several statements in one text'] : [];
    for (const { stmt } of stmts) {
      const created = nodeAt(stmt, 'CreateStmt');
      if (created) createdBy.set(tableOf(created), migration);
      const table = tableIn(stmt);
      const isDistributed = placement.distributed.includes(table);
      const isLater = createdBy.get(table) !== migration;
      const definition = { table, isDistributed, isLater, placement };
      for (const rule of RULES) problems.push(...rule(stmt, definition));
    }
    if (definitions.length === 0)
      problems.push(...problemsOf(text, laterPlacement(placement, createdBy, migration)));
    return problems.map((problem) => `${migration} ${problem}`);
  });
}

/** Leaves out the tables of the migration itself, which cannot be distributed before its end. */
function laterPlacement(
  { distributed, local }: Placement,
  createdBy: ReadonlyMap<string, string>,
  migration: string,
): Placement {
  return { distributed: distributed.filter((table) => createdBy.get(table) !== migration), local };
}

/** Returns `schema.table` of the relation of a statement; empty if it has none. */
function tableOf(statement: Tree): string {
  const relation = nodeAt(statement, 'relation');
  return relation ? `${textAt(relation, 'schemaname')}.${textAt(relation, 'relname')}` : '';
}

function tableIn(statement: Tree): string {
  return tableOf(nodeAt(statement, Object.keys(statement)[0]!) ?? {});
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly constraints: readonly Tree[];
}

/** Lists the columns that a statement adds: to a new table, or to an existing one. */
function columnsOf(statement: Tree): Column[] {
  return partsOf(statement).flatMap((part) => {
    const column = nodeAt(part, 'ColumnDef');
    if (!column) return [];
    const constraints = listAt(column, 'constraints').map((each) => nodeAt(each, 'Constraint')!);
    const type = namesIn(listAt(nodeAt(column, 'typeName'), 'names')).at(-1) ?? '';
    return { name: textAt(column, 'colname')!, type, constraints };
  });
}

interface KeyConstraint {
  readonly constraint: Tree;
  /** The columns of the table that it is about. */
  readonly columns: readonly string[];
}

/** Returns the columns of the elements of an index; empty names for expressions. */
function indexedIn(elements: readonly Tree[]): string[] {
  return elements.flatMap((each) => {
    const element = nodeAt(each, 'IndexElem');
    return element ? [textAt(element, 'name') ?? ''] : [];
  });
}

/** Lists the constraints that a statement adds, with those of columns. */
function constraintsOf(statement: Tree): KeyConstraint[] {
  const ofTable = partsOf(statement).flatMap((part) => {
    const constraint = nodeAt(part, 'Constraint');
    if (!constraint) return [];
    const keys = [...listAt(constraint, 'keys'), ...listAt(constraint, 'fk_attrs')];
    const excluded = listAt(constraint, 'exclusions').flatMap((each) =>
      listAt(nodeAt(each, 'List'), 'items'),
    );
    return { constraint, columns: [...namesIn(keys), ...indexedIn(excluded)] };
  });
  const ofColumns = columnsOf(statement).flatMap(({ name, constraints }) =>
    constraints.map((constraint) => ({ constraint, columns: [name] })),
  );
  return [...ofTable, ...ofColumns];
}

function partsOf(statement: Tree): Tree[] {
  const altered = commandsOf(statement)
    .map((command) => nodeAt(command, 'def'))
    .filter((part) => part !== undefined);
  return [...listAt(nodeAt(statement, 'CreateStmt'), 'tableElts'), ...altered];
}

function commandsOf(statement: Tree): Tree[] {
  return listAt(nodeAt(statement, 'AlterTableStmt'), 'cmds').map((each) => nodeAt(each, 'AlterTableCmd')!);
}

const UNIQUE = ['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION'];

/** Rows of other nodes cannot be compared. */
const isUniqueAcrossNodes: Rule = (statement, { table, isDistributed }) => {
  if (!isDistributed) return [];
  const index = nodeAt(statement, 'IndexStmt');
  const keys = constraintsOf(statement)
    .filter(({ constraint }) => UNIQUE.includes(textAt(constraint, 'contype')!) && !constraint['indexname'])
    .map(({ columns }) => columns);
  if (index?.['unique']) keys.push(indexedIn(listAt(index, 'indexParams')));
  return keys
    .filter((columns) => !columns.includes(COLUMN))
    .map((columns) => `makes (${columns.join(', ')}) of ${table} unique without ${COLUMN}`);
};

/** A key can only refer to rows of the same node; the coordinator's are not on it. */
const refersElsewhere: Rule = (statement, { table, isDistributed, placement }) =>
  constraintsOf(statement)
    .filter(({ constraint }) => textAt(constraint, 'contype') === 'CONSTR_FOREIGN')
    .flatMap(({ constraint, columns }) => {
      const referred = tableOf({ relation: nodeAt(constraint, 'pktable') });
      const isReferredDistributed = placement.distributed.includes(referred);
      if (isDistributed !== isReferredDistributed)
        return [`refers from ${table} to ${referred}, of which one is distributed`];
      const own = columns.indexOf(COLUMN);
      const theirs = namesIn(listAt(constraint, 'pk_attrs')).indexOf(COLUMN);
      return isDistributed && (own < 0 || own !== theirs)
        ? [`refers from ${table} to ${referred} without ${COLUMN}`]
        : [];
    });

const SERIAL = /^(big|small)?serial\d?$/;

/** A distributed table gets no sequence any more. */
const addsIdentity: Rule = (statement, { table, isDistributed, isLater }) =>
  isDistributed && isLater
    ? columnsOf(statement)
        .filter(
          ({ type, constraints }) =>
            SERIAL.test(type) || constraints.some((each) => textAt(each, 'contype') === 'CONSTR_IDENTITY'),
        )
        .map(({ name }) => `adds the identity column ${name} to ${table}`)
    : [];

/** Triggers are permitted only in the transaction that distributes the table. */
const addsTrigger: Rule = (statement, { table, isDistributed, isLater }) =>
  isDistributed && isLater && nodeAt(statement, 'CreateTrigStmt') ? [`adds a trigger to ${table}`] : [];

/** Rows stay on the node that their workspace has chosen. */
const changesWorkspace: Rule = (statement, { table, isDistributed, isLater }) => {
  if (!isDistributed || !isLater) return [];
  const changed = commandsOf(statement).some(
    (command) =>
      ['AT_DropColumn', 'AT_AlterColumnType'].includes(textAt(command, 'subtype')!) &&
      textAt(command, 'name') === COLUMN,
  );
  return changed ? [`changes ${COLUMN} of ${table}`] : [];
};

/** A migration is a transaction. */
const buildsConcurrently: Rule = (statement) => {
  const index = nodeAt(statement, 'IndexStmt') ?? nodeAt(statement, 'DropStmt');
  return index?.['concurrent'] ? ['builds or drops an index concurrently, inside a transaction'] : [];
};

const RULES: readonly Rule[] = [
  isUniqueAcrossNodes,
  refersElsewhere,
  addsIdentity,
  addsTrigger,
  changesWorkspace,
  buildsConcurrently,
];
