import type { GraphPort } from '../core/graph-port.ts';
import type { Scope } from '../postgres/scope.ts';
import type { FieldSpec } from './mapping/convert.ts';
import type { MappedRecord, Preset } from './mapping/mapping.ts';
import type { ImportOptions, ImportReport, Written } from './options.ts';

/** Something that a subgraph imports from files: `tributary import NAME FILE`. */
export interface ImportKind<Tables> {
  /** What is imported, as it is called on the command line. */
  readonly name: string;
  readonly description: string;
  /** Options of the command besides the common ones: `{ name: 'source', … }` is `--source`. */
  readonly options: readonly { readonly name: string; readonly description: string }[];
  /** What a column can be mapped to. */
  readonly fields: readonly FieldSpec[];
  /** Known files by name. */
  readonly presets: Readonly<Record<string, Preset>>;
  /**
   * Begins an import into the workspace, with the graph for a neighbour's facts; INVALID_INPUT when
   * an option is missing or wrong.
   */
  begin(
    scope: Scope<Tables>,
    options: ImportFlags,
    preset: Preset | undefined,
    graph: GraphPort,
    file: string,
  ): ImportTarget;
}

/** Options of an import by name, as {@link ImportKind.options} names them. */
export type ImportFlags = Readonly<Record<string, string | undefined>>;

/** Where the rows of one import go. */
export interface ImportTarget extends Pick<ImportOptions<unknown>, 'parse' | 'prepare' | 'write'> {
  /** Called once when the import is over: with what it came to, or with what it failed by. */
  finish?(outcome: ImportOutcome): Promise<void>;
}

/** What an import came to, or what it failed by. */
export type ImportOutcome = { readonly report: ImportReport } | { readonly error: unknown };

/**
 * Ties the row type of `parse` to those of `prepare` and `write`, which nobody else needs to know.
 */
export function importTarget<Row, Ready = Row>(target: {
  parse: (record: MappedRecord) => Row;
  prepare?: (rows: Row[]) => Promise<Ready[]>;
  write: (rows: Ready[]) => Promise<Written>;
  finish?: (outcome: ImportOutcome) => Promise<void>;
}): ImportTarget {
  return target as ImportTarget;
}
