import type { GraphPort } from '../core/graph-port.ts';
import type { Scope } from '../postgres/scope.ts';
import type { FieldSpec } from './mapping/convert.ts';
import type { MappedRecord, Preset } from './mapping/mapping.ts';
import type { ImportOptions, ImportReport, Written } from './options.ts';

/** A kind of import that a subgraph offers: `tributary import NAME FILE`. */
export interface ImportKind<Tables> {
  /** The name on the command line. */
  readonly name: string;
  readonly description: string;
  /** Additional options of the command: `{ name: 'source', … }` is `--source`. */
  readonly options: readonly { readonly name: string; readonly description: string }[];
  /** Fields that a column can be mapped to. */
  readonly fields: readonly FieldSpec[];
  /** Presets by name. */
  readonly presets: Readonly<Record<string, Preset>>;
  /**
   * Begins an import into the workspace; throws INVALID_INPUT if an option is missing or invalid.
   */
  begin(scope: Scope<Tables>, options: ImportFlags, context: ImportContext): ImportTarget;
}

/** What an import has besides its workspace and options. */
export interface ImportContext {
  readonly preset: Preset | undefined;
  /** The name of the file in the import's record. */
  readonly file: string;
  /** Queries the whole graph, for data of other subgraphs. */
  readonly graph: GraphPort;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}

/** Options of an import by name, as {@link ImportKind.options} names them. */
export type ImportFlags = Readonly<Record<string, string | undefined>>;

/** The destination of the rows of one import. */
export interface ImportTarget extends Pick<ImportOptions<unknown>, 'parse' | 'prepare' | 'write'> {
  /** Called once at the end of the import, with its report or its error. */
  finish?(outcome: ImportOutcome): Promise<void>;
}

/** The report of an import, or the error that ended it. */
export type ImportOutcome = { readonly report: ImportReport } | { readonly error: unknown };

/** Binds the row type of `parse` to those of `prepare` and `write`, and hides it from callers. */
export function importTarget<Row, Ready = Row>(target: {
  parse: (record: MappedRecord) => Row;
  prepare?: (rows: Row[]) => Promise<Ready[]>;
  write: (rows: Ready[]) => Promise<Written>;
  finish?: (outcome: ImportOutcome) => Promise<void>;
}): ImportTarget {
  return target as ImportTarget;
}
