import type { Placement } from '@tributary/kit/citus';
import {
  columnOf,
  conjunctsOf,
  listAt,
  namesIn,
  nodeAt,
  nodesOf,
  statementIn,
  type Tree,
  textAt,
  withoutCasts,
} from './sql-tree.ts';

export const COLUMN = 'workspace_id';

/** A source of rows: a table, or anything else, such as a subquery. */
export interface Source {
  readonly alias: string;
  /** Its own name: of a table without its schema, or of a common table expression; else empty. */
  readonly name: string;
  /** Name of a table of the product, `schema.table`. */
  readonly table: string | null;
  readonly place: 'distributed' | 'local' | 'derived';
}

/** One statement or subquery: its sources, and how it is nested. */
export interface Level {
  readonly kind: string;
  readonly statement: Tree;
  readonly sources: readonly Source[];
  readonly parent: Level | null;
  /** The union that it is a part of, with others. */
  readonly union: Tree | null;
  /** Whether it refers to sources of the levels around it. */
  correlated: boolean;
}

/** A statement, taken apart. */
export interface Analysis {
  readonly levels: readonly Level[];
  /** Whether both have the same `workspace_id`; without a second source, whether it is a value. */
  tied(one: Source, other?: Source): boolean;
}

/** A value, such as a parameter: the workspace of the caller. */
const VALUE: Source = { alias: '', name: '', table: null, place: 'derived' };

/** Finds the levels of a statement, and which sources have equal `workspace_id`s. */
export function analyse(tree: Tree, placement: Placement): Analysis {
  const analyser = new Analyser(placement);
  analyser.visit(tree, null, new Set());
  return {
    levels: analyser.levels,
    tied: (one, other = VALUE) => analyser.find(one) === analyser.find(other),
  };
}

/** Walks through a statement, and joins sources with equal `workspace_id`s to groups. */
class Analyser {
  readonly levels: Level[] = [];
  readonly #placement: Placement;
  /** The next source of the same group, on the way to the one that represents it. */
  readonly #groups = new Map<Source, Source>();

  constructor(placement: Placement) {
    this.#placement = placement;
  }

  /** Returns the source that represents the group of a source. */
  find(source: Source): Source {
    const next = this.#groups.get(source);
    return next ? this.find(next) : source;
  }

  #tie(one: Source | null, other: Source | null): void {
    if (one && other && this.find(one) !== this.find(other))
      this.#groups.set(this.find(one), this.find(other));
  }

  /** Visits a statement; returns its level, of a union that of its first part. */
  visit(
    wrapper: Tree,
    parent: Level | null,
    ctes: ReadonlySet<string>,
    union: Tree | null = null,
  ): Level | null {
    const found = statementIn(wrapper);
    if (!found) return null;
    const { statement } = found;
    const own = listAt(nodeAt(statement, 'withClause'), 'ctes').map((cte) => nodeAt(cte, 'CommonTableExpr')!);
    const visible = new Set([...ctes, ...own.map((cte) => textAt(cte, 'ctename')!)]);
    const sources = sourcesOf(statement, this.#placement, visible);
    const level: Level = { ...found, sources, parent, union, correlated: false };
    this.levels.push(level);
    for (const cte of own) {
      const inner = this.visit(nodeAt(cte, 'ctequery')!, parent, visible);
      for (const source of sources)
        if (source.place === 'derived' && source.name === textAt(cte, 'ctename'))
          this.#tie(source, outputOf(inner));
    }
    const branches = ['larg', 'rarg'].flatMap((side) => nodeAt(statement, side) ?? []);
    const [first] = branches.map((branch) =>
      this.visit({ SelectStmt: branch }, parent, visible, union ?? statement),
    );
    if (first) return first;
    this.#visitParts(level, visible);
    return level;
  }

  #visitParts(level: Level, visible: ReadonlySet<string>): void {
    const { statement, sources } = level;
    for (const [one, other] of equalities(level)) this.#tie(operand(one, level), operand(other, level));
    for (const columns of usings(statement))
      if (columns.includes(COLUMN)) for (const source of sources) this.#tie(source, sources[0]!);
    for (const node of nodesOf(statement)) {
      const derived = nodeAt(node, 'RangeSubselect');
      if (derived) this.#visitDerived(derived, level, visible);
      const link = nodeAt(node, 'SubLink');
      if (link) this.#tieLink(link, level, this.visit(nodeAt(link, 'subselect')!, level, visible));
      const resolved = resolve(columnOf(node), level);
      if (resolved && !sources.includes(resolved)) level.correlated = true;
    }
    const inserted = nodeAt(statement, 'selectStmt');
    if (inserted) this.visit(inserted, null, visible);
  }

  #visitDerived(derived: Tree, level: Level, visible: ReadonlySet<string>): void {
    const alias = textAt(nodeAt(derived, 'alias'), 'aliasname');
    const inner = this.visit(nodeAt(derived, 'subquery')!, level, visible);
    this.#tie(level.sources.find((source) => source.alias === alias) ?? null, outputOf(inner));
  }

  /** Reads `(workspace_id, id) in (select workspace_id, id …)`. */
  #tieLink(link: Tree, level: Level, inner: Level | null): void {
    const tested = withoutCasts(nodeAt(link, 'testexpr'));
    const row = nodeAt(tested, 'RowExpr');
    const parts = row ? listAt(row, 'args') : tested ? [tested] : [];
    const at = parts.findIndex((part) => columnOf(part)?.at(-1) === COLUMN);
    if (at >= 0 && inner) this.#tie(operand(parts[at]!, level), operand(targetsOf(inner)[at], inner));
  }
}

/** The source whose `workspace_id` a subquery returns. */
function outputOf(level: Level | null): Source | null {
  if (!level) return null;
  for (const target of targetsOf(level)) {
    const names = columnOf(target);
    if (names?.at(-1) === COLUMN || names?.at(-1) === '*')
      return resolve([...names.slice(0, -1), COLUMN], level);
  }
  return null;
}

function targetsOf({ statement }: Level): (Tree | undefined)[] {
  const returning = listAt(nodeAt(statement, 'returningClause'), 'exprs');
  const targets = [...listAt(statement, 'targetList'), ...listAt(statement, 'returningList'), ...returning];
  return targets.map((target) => nodeAt(nodeAt(target, 'ResTarget'), 'val'));
}

/** Pairs of expressions that a level requires to be equal, row by row. */
function equalities({ statement }: Level): [Tree, Tree][] {
  const conditions = [nodeAt(statement, 'whereClause')];
  for (const node of nodesOf(statement)) conditions.push(nodeAt(nodeAt(node, 'JoinExpr'), 'quals'));
  return conditions.flatMap(conjunctsOf).flatMap((conjunct) => {
    const expression = nodeAt(conjunct, 'A_Expr');
    if (!expression || namesIn(listAt(expression, 'name')).join() !== '=') return [];
    if (textAt(expression, 'kind') !== 'AEXPR_OP') return [];
    const [left, right] = [nodeAt(expression, 'lexpr')!, nodeAt(expression, 'rexpr')!];
    const rows = [left, right].map((side) => listAt(nodeAt(side, 'RowExpr'), 'args'));
    if (rows[0]!.length === 0) return [[left, right] as [Tree, Tree]];
    return rows[0]!.map((part, at) => [part, rows[1]![at]!] as [Tree, Tree]);
  });
}

/** The columns of each `join … using (…)`. */
function usings(statement: Tree): string[][] {
  return [...nodesOf(statement)].map((node) => namesIn(listAt(nodeAt(node, 'JoinExpr'), 'usingClause')));
}

/** Returns the source of a `workspace_id`, or the value; null for any other expression. */
function operand(wrapped: Tree | undefined, level: Level): Source | null {
  const tree = withoutCasts(wrapped);
  if (!tree) return null;
  if (nodeAt(tree, 'ParamRef') || nodeAt(tree, 'A_Const')) return VALUE;
  const names = columnOf(tree);
  return names?.at(-1) === COLUMN ? resolve(names, level) : null;
}

/** Finds the source that a column belongs to, here or in a level around. */
function resolve(names: readonly string[] | undefined, level: Level): Source | null {
  if (!names) return null;
  const alias = names.at(-2);
  for (let at: Level | null = level; at; at = at.parent) {
    const found = alias ? at.sources.find((source) => source.alias === alias) : at.sources[0];
    if (found) return found;
  }
  return null;
}

function sourcesOf(statement: Tree, placement: Placement, ctes: ReadonlySet<string>): Source[] {
  const target = nodeAt(statement, 'relation');
  const items = [...nodesOf([statement['fromClause'], statement['usingClause']])];
  const found = (name: string) =>
    items.map((node) => nodeAt(node, name)).filter((node) => node !== undefined);
  const ranges = [...(target ? [target] : []), ...found('RangeVar')];
  const others = [...found('RangeSubselect'), ...found('RangeFunction')];
  return [
    ...ranges.map((range) => tableOf(range, placement, ctes)),
    ...others.map((other): Source => {
      const alias = textAt(nodeAt(other, 'alias'), 'aliasname') ?? '';
      return { alias, name: '', table: null, place: 'derived' };
    }),
  ];
}

function tableOf(range: Tree, placement: Placement, ctes: ReadonlySet<string>): Source {
  const name = textAt(range, 'relname')!;
  const schema = textAt(range, 'schemaname');
  const alias = textAt(nodeAt(range, 'alias'), 'aliasname') ?? name;
  const table = `${schema ?? ''}.${name}`;
  const derived: Source = { alias, name, table: null, place: 'derived' };
  if (!schema && ctes.has(name)) return derived;
  if (placement.distributed.includes(table)) return { alias, name, table, place: 'distributed' };
  return placement.local.has(table) ? { alias, name, table, place: 'local' } : derived;
}
