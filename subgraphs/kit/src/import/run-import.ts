import { TributaryError } from '../core/errors.ts';
import { type Batches, charactersOf, createBatches, PREPARED_BATCHES, WRITTEN_BATCHES } from './batches.ts';
import { presetNeeded } from './exports/preset-needed.ts';
import type { ReadItem } from './formats/records.ts';
import { createMapper, type Mapper } from './mapping/mapping.ts';
import type { ImportOptions, ImportReport, Written } from './options.ts';
import { handOver, type Noted, type Rejected, type SideSink, sideFile } from './rejects.ts';
import { type ByteSource, isAbort } from './source/byte-source.ts';
import { type FileStyle, formatOfFile, readRecords } from './source/read.ts';
import { turnAfter } from './turns.ts';

/** Items between two calls of onProgress: enough calls for a line redrawn ten times a second. */
const PROGRESS_EVERY = 100;

/** A row with the line and record for its rejection. */
interface Placed<Row> {
  readonly row: Row;
  readonly line: number;
  readonly record: unknown;
}

/** The state of one import: its options, parts and counters. */
interface Run<Row> {
  readonly options: Omit<ImportOptions<Row>, 'prepare' | 'write'>;
  readonly mapper: Mapper;
  readonly batches: Batches<Placed<Row>>;
  readonly rejects: SideSink<Rejected>;
  readonly notes: SideSink<Noted>;
  readonly startedAt: number;
  source: ByteSource | null;
  read: number;
  rejected: number;
  noted: number;
}

/**
 * Imports a file: reads, maps, parses and writes, and continues reading while earlier batches are
 * prepared and written. Bad rows are set aside with line and reason, and a bad optional value costs
 * only that value; neither stops the import. Memory is constant for any file size. Throws
 * INVALID_INPUT before writing anything for a file that cannot be opened, an unusable header, or a
 * mapping that does not match it; later only for a truncated file (a .gz that ends early, JSON with
 * mismatched brackets). An error of `write` ends the import.
 */
export async function runImport<Row, Ready = Row>(options: ImportOptions<Row, Ready>): Promise<ImportReport> {
  const sizes = options.prepare ? PREPARED_BATCHES : WRITTEN_BATCHES;
  const run: Run<Row> = {
    options,
    mapper: createMapper({ ...options, presetNeeded }),
    batches: createBatches<Placed<Row>, { placed: readonly Placed<Row>[]; ready: Ready[] }>({
      ...sizes,
      size: Math.max(1, options.batchSize ?? sizes.size),
      characters: ({ record }) => charactersOf(record),
      async prepare(placed) {
        const rows = placed.map(({ row }) => row);
        // Without `prepare`, rows are written as parsed; the types of `ImportOptions` guarantee
        // this.
        return [{ placed, ready: (await options.prepare?.(rows)) ?? (rows as unknown as Ready[]) }];
      },
      write: async ([batch]) => writeBatch(run, batch!.placed, await options.write(batch!.ready)),
    }),
    rejects: options.onReject ? handOver(options.onReject) : sideFile(options.file, 'rejected'),
    notes: options.onNote || options.onReject ? handOver(options.onNote) : sideFile(options.file, 'notes'),
    startedAt: performance.now(),
    source: null,
    read: 0,
    rejected: 0,
    noted: 0,
  };
  let complete = false;
  try {
    complete = await readAll(run);
    if (complete) await run.batches.flush();
  } finally {
    await run.batches.idle().finally(() => Promise.all([run.rejects.close(), run.notes.close()]));
  }
  reportProgress(run);
  return reportOf(run, complete);
}

/** Reads to the end; returns false if the signal stopped it. */
async function readAll<Row>(run: Run<Row>): Promise<boolean> {
  const { file, format, preset, signal } = run.options;
  const chosen = format ?? preset?.format ?? formatOfFile(file);
  if (chosen === 'ndjson' || chosen === 'json') run.mapper.bind(null);
  const items = readRecords(file, chosen, {
    ...styleOf(run.options),
    signal,
    onHeader: run.mapper.bind,
    onOpen: (source) => {
      run.source = source;
    },
  });
  try {
    for await (const item of items) {
      if (signal?.aborted) return false;
      await take(run, item);
      if (run.read % PROGRESS_EVERY === 0) reportProgress(run);
      const turn = turnAfter(run.read);
      if (turn) await turn;
    }
    return true;
  } catch (error) {
    if (signal?.aborted && isAbort(error)) return false;
    throw error;
  }
}

/** Returns the file style: the caller's options override the preset's. */
function styleOf<Row>({ preset, ...options }: Run<Row>['options']): FileStyle {
  const given = <Name extends keyof FileStyle>(name: Name) => options[name] ?? preset?.[name];
  return {
    delimiter: given('delimiter'),
    // `skipLines` already determines where the header is.
    header: options.skipLines === undefined ? given('header') : undefined,
    skipLines: given('skipLines'),
    path: given('path'),
    encoding: given('encoding'),
  };
}

async function take<Row>(run: Run<Row>, item: ReadItem): Promise<void> {
  run.read += 1;
  if ('error' in item) return setAside(run, item.line, item.error, item.raw);
  const { line, record } = item;
  const notes: Noted[] = [];
  let row: Row;
  try {
    const mapped = run.mapper.apply(record, line, (field, reason) => {
      notes.push({ line, field, reason });
    });
    row = run.options.parse(mapped);
  } catch (error) {
    if (!(error instanceof TributaryError) || error.code !== 'INVALID_INPUT') throw error;
    // The row may be invalid because a value was dropped.
    const reasons = [error.message, ...notes.map(({ reason }) => reason)];
    return setAside(run, line, reasons.join(' '), record);
  }
  run.noted += notes.length;
  for (const note of notes) await run.notes.add(note);
  if (run.batches.add({ row, line, record })) await run.batches.flush();
}

/** Rejects the rows that the writer refused; returns its counts of the others. */
async function writeBatch<Row>(
  run: Run<Row>,
  placed: readonly Placed<Row>[],
  { refused = [], ...written }: Written,
): Promise<Written> {
  for (const { index, reason } of refused)
    await setAside(run, placed[index]!.line, reason, placed[index]!.record);
  return written;
}

async function setAside<Row>(run: Run<Row>, line: number, reason: string, record: unknown): Promise<void> {
  run.rejected += 1;
  await run.rejects.add({ line, reason, record });
}

function secondsOf<Row>(run: Run<Row>): number {
  return (performance.now() - run.startedAt) / 1000;
}

function reportProgress<Row>(run: Run<Row>): void {
  const { source, read, rejected } = run;
  const bytes = source?.bytesRead() ?? 0;
  run.options.onProgress?.({ bytes, size: source?.size ?? null, read, rejected, seconds: secondsOf(run) });
}

function reportOf<Row>(run: Run<Row>, complete: boolean): ImportReport {
  const seconds = secondsOf(run);
  // Rows of a batch that the writer never received count as not read: a second run reads them.
  const read = run.read - run.batches.waiting;
  return {
    read,
    ...run.batches.written,
    rejected: run.rejected,
    rejectFile: run.rejects.file,
    noted: run.noted,
    noteFile: run.notes.file,
    aborted: !complete,
    seconds,
    rowsPerSecond: seconds > 0 ? Math.round(read / seconds) : 0,
  };
}
