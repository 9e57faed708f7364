import type { Format } from './format.ts';
import { parquet } from './parquet/write-parquet.ts';
import { csv } from './write-csv.ts';
import { ndjson } from './write-ndjson.ts';

export type { EncodeOptions, Format } from './format.ts';

/** The file formats of exports. */
export const FORMATS = { csv, ndjson, parquet } as const satisfies Record<string, Format>;
export type FormatName = keyof typeof FORMATS;

/** Whether an export has a format of this name. */
export function isFormatName(text: string): text is FormatName {
  return Object.hasOwn(FORMATS, text);
}
