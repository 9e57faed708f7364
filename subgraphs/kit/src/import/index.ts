/** File imports: formats, known exports, column mapping, progress and rejected rows. */
export { charactersOf, createBatches, PREPARED_BATCHES } from './batches.ts';
export { KNOWN_EXPORTS, presetOf } from './exports/known-exports.ts';
export { parseJson } from './formats/exact-json.ts';
export { IMPORT_FORMATS, type ImportFormat } from './formats/records.ts';
export {
  type ImportContext,
  type ImportFlags,
  type ImportKind,
  type ImportOutcome,
  importTarget,
} from './import-kind.ts';
export { type ImportRecord, type ImportsTable, latestImportFirst } from './import-records.ts';
export type { FieldSpec } from './mapping/convert.ts';
export { languageField } from './mapping/language-field.ts';
export { type MappedRecord, type Preset, parseMap } from './mapping/mapping.ts';
export type { Written } from './options.ts';
export { progressLine } from './progress.ts';
export { recordedImports } from './recorded-imports.ts';
export { runImport } from './run-import.ts';
export { turnAfter } from './turns.ts';
