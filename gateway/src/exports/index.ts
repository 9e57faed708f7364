/**
 * Exports: the lists that can be exported, as queries of the graph, and the file formats that they
 * are written in.
 */
export type { Row } from './columns.ts';
export {
  type ExportedList,
  exportedList,
  filtersOf,
  isListName,
  LISTS,
  type ListName,
} from './exported-list.ts';
export { readBoolean } from './filter-values.ts';
export { FORMATS, type Format, type FormatName, isFormatName } from './formats/index.ts';
export { type PageData, type PageRange, type ReadPage, readPages } from './read-pages.ts';
