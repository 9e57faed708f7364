import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { invalidInput } from '../../src/core/errors.ts';
import type { FieldSpec } from '../../src/import/mapping/convert.ts';
import type { MappedRecord } from '../../src/import/mapping/mapping.ts';
import type { ImportOptions, Written } from '../../src/import/options.ts';
import { progressLine, renderProgress } from '../../src/import/progress.ts';
import type { Rejected } from '../../src/import/rejects.ts';
import { runImport } from '../../src/import/run-import.ts';
import { bytesOf, temporaryFiles } from './support.ts';

const { newFolder, fileOf } = temporaryFiles();

describe('an import', () => {
  const fields: FieldSpec[] = [
    { name: 'id', kind: 'text', required: true },
    { name: 'x', kind: 'integer' },
  ];
  const inserted = (rows: unknown[]): Written => ({ inserted: rows.length, updated: 0, unchanged: 0 });
  const options = (file: ImportOptions<MappedRecord>['file']): ImportOptions<MappedRecord> => ({
    ...{ file, fields, batchSize: 10, parse: (record) => record, write: async (rows) => inserted(rows) },
  });
  const csv = (rows: number) => `id,x\n${Array.from({ length: rows }, (_, at) => `${at},${at}\n`).join('')}`;
  const linesOf = (path: string) =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('writes every row once, in order, one batch at a time while the next is read', async () => {
    const ids: unknown[] = [];
    let open = 0;
    let most = 0;
    const report = await runImport({
      ...options(fileOf(csv(1234))),
      write: async (rows) => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        ids.push(...rows.map((row) => row.id));
        open -= 1;
        return { inserted: rows.length - 1, updated: 1, unchanged: 0 };
      },
    });
    expect(ids).toEqual(Array.from({ length: 1234 }, (_, at) => String(at)));
    expect(most).toBe(1);
    expect(report).toMatchObject({ read: 1234, inserted: 1110, updated: 124, rejected: 0, rejectFile: null });
    expect(report.aborted).toBe(false);
  });

  test('stores rejected rows with line and reason beside the file, and imports the others', async () => {
    const file = fileOf('id,x\n1,1\n,2\n3\n4,4\n5,666\n');
    const report = await runImport({
      ...options(file),
      parse: (record) => {
        if (record.x === 666) throw invalidInput('x', 'x is unlucky.');
        return record;
      },
    });
    expect(report).toMatchObject({
      read: 5,
      inserted: 2,
      rejected: 3,
      rejectFile: `${file}.rejected.ndjson`,
    });
    expect(linesOf(`${file}.rejected.ndjson`)).toEqual([
      { line: 3, reason: 'id is missing.', record: { id: '', x: '2' } },
      { line: 4, reason: 'Expected 2 columns, found 1.', record: '3' },
      { line: 6, reason: 'x is unlucky.', record: { id: '5', x: '666' } },
    ]);
  });

  test('drops an invalid value of an optional field with a note, and imports the row', async () => {
    const file = fileOf('id,x\n1,"1,200"\n2,\n3,abc\n');
    const rows: MappedRecord[] = [];
    const report = await runImport({
      ...options(file),
      write: async (batch) => {
        rows.push(...batch);
        return inserted(batch);
      },
    });
    expect(report).toMatchObject({ inserted: 3, rejected: 0, rejectFile: null, noted: 2 });
    expect(rows.map(({ x }) => x)).toEqual([null, null, null]);
    expect(report.noteFile).toBe(`${file}.notes.ndjson`);
    expect(linesOf(`${file}.notes.ndjson`)).toEqual([
      { line: 2, field: 'x', reason: 'x: "1,200" is not a whole number.' },
      { line: 4, field: 'x', reason: 'x: "abc" is not a whole number.' },
    ]);
  });

  test('rejects a row for an invalid value of a strict field, but not for an empty one', async () => {
    const rejected: Rejected[] = [];
    const report = await runImport({
      ...options(fileOf('id,x\n1,abc\n2,\n')),
      fields: [fields[0]!, { name: 'x', kind: 'integer', strict: true }],
      onReject: (row) => void rejected.push(row),
    });
    expect(report).toMatchObject({ inserted: 1, rejected: 1, noted: 0 });
    expect(rejected.map(({ line }) => line)).toEqual([2]);
  });

  test('stores rows that only the writer refuses with their line, and counts them as rejected', async () => {
    const file = fileOf('id,x\n1,1\nbad\n2,2\n3,3\n');
    const report = await runImport({
      ...options(file),
      batchSize: 2,
      prepare: async (rows) => rows,
      write: async (rows) => {
        const refused = rows.flatMap(({ id }, index) =>
          id === '2' ? [{ index, reason: `${id} belongs to somebody else.` }] : [],
        );
        return { inserted: rows.length - refused.length, updated: 0, unchanged: 0, refused };
      },
    });
    expect(report).toMatchObject({ read: 4, inserted: 2, rejected: 2 });
    expect(linesOf(`${file}.rejected.ndjson`)).toEqual([
      { line: 3, reason: 'Expected 2 columns, found 1.', record: 'bad' },
      { line: 4, reason: '2 belongs to somebody else.', record: { id: '2', x: '2' } },
    ]);
  });

  test('creates no second file if nothing was rejected', async () => {
    const file = fileOf(csv(3));
    expect((await runImport(options(file))).rejectFile).toBeNull();
    expect(readdirSync(join(file, '..'))).toEqual(['posts.csv']);
  });

  test('stores rejected rows elsewhere if the folder is not writable', async () => {
    const file = fileOf('id,x\n,1\n');
    const [home, current] = [process.cwd(), newFolder()];
    // A folder of that name simulates an unwritable folder, because root can write to every folder.
    mkdirSync(`${file}.rejected.ndjson`);
    process.chdir(current);
    try {
      const first = await runImport(options(file));
      expect(linesOf(join(current, String(first.rejectFile)))).toHaveLength(1);
      rmSync(join(current, String(first.rejectFile)));
      mkdirSync(join(current, 'posts.csv.rejected.ndjson'));
      const second = String((await runImport(options(file))).rejectFile);
      expect(second.startsWith(tmpdir())).toBe(true);
      expect(linesOf(second)).toHaveLength(1);
      rmSync(join(second, '..'), { recursive: true });
    } finally {
      process.chdir(home);
    }
  });

  test("passes rejected rows to the caller's listener", async () => {
    const rejected: Rejected[] = [];
    const report = await runImport({
      ...options(bytesOf('{"id":1}\n{"x":1}\n')),
      format: 'ndjson',
      onReject: (row) => void rejected.push(row),
    });
    expect(report).toMatchObject({ inserted: 1, rejected: 1, rejectFile: null });
    expect(rejected).toEqual([{ line: 2, reason: 'id is missing.', record: { x: 1 } }]);
  });

  test('aborted, finishes the batch in flight and stops; a second run completes', async () => {
    const file = fileOf(csv(50_000));
    const stored = new Set<unknown>();
    const store = (rows: MappedRecord[]): Written => {
      const fresh = rows.filter((row) => !stored.has(row.id));
      for (const row of fresh) stored.add(row.id);
      return { inserted: fresh.length, updated: 0, unchanged: rows.length - fresh.length };
    };
    const controller = new AbortController();
    const first = await runImport({
      ...options(file),
      signal: controller.signal,
      write: async (rows) => {
        if (stored.size === 100) controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 1));
        return store(rows);
      },
    });
    expect(first).toMatchObject({ aborted: true, read: 110, inserted: 110 });
    expect(stored.size).toBe(110);
    const second = await runImport({ ...options(file), write: async (rows) => store(rows) });
    expect(second).toMatchObject({ aborted: false, read: 50_000, inserted: 49_890, unchanged: 110 });
  });

  test('stops when aborted while it waits for input', async () => {
    const controller = new AbortController();
    const silent = new PassThrough({ signal: controller.signal });
    silent.write('id,x\n1,1\n');
    setImmediate(() => controller.abort());
    const report = await runImport({ ...options(silent), format: 'csv', signal: controller.signal });
    expect(report).toMatchObject({ aborted: true, read: 0 });
  });

  test("fails with the writer's error, after the batch in flight", async () => {
    const writing = runImport({
      ...options(fileOf(csv(100))),
      write: async () => {
        throw new Error('database away');
      },
    });
    await expect(writing).rejects.toThrow('database away');
  });

  test('writes nothing if the mapping does not match the file', async () => {
    let writes = 0;
    const write = async (rows: MappedRecord[]) => {
      writes += 1;
      return inserted(rows);
    };
    const running = runImport({ ...options(fileOf(csv(5))), map: { x: 'likes' }, write });
    await expect(running).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(writes).toBe(0);
  });

  test('reads standard input, and stores its rejected rows in the current folder', () => {
    const current = newFolder();
    const module = JSON.stringify(new URL('../../src/import/run-import.ts', import.meta.url).href);
    const script = `import { runImport } from ${module};
      const report = await runImport({ file: '-', format: 'csv', fields: ${JSON.stringify(fields)},
        parse: (record) => record, write: async (rows) => ({ inserted: rows.length, updated: 0, unchanged: 0 }) });
      process.stdout.write(JSON.stringify(report));`;
    const node = ['--input-type=module', '--no-warnings', '-e', script];
    const report = JSON.parse(
      execFileSync(process.execPath, node, { cwd: current, input: 'id,x\n1,1\n,2\n' }).toString(),
    );
    expect(report).toMatchObject({ read: 2, inserted: 1, rejectFile: 'stdin.rejected.ndjson' });
    expect(linesOf(join(current, 'stdin.rejected.ndjson'))).toHaveLength(1);
  });

  test('reports its progress up to the whole file', async () => {
    const seen: number[] = [];
    const file = fileOf(gzipSync(csv(1000)), 'posts.csv.gz');
    await runImport({ ...options(file), onProgress: ({ bytes, size }) => seen.push(bytes / size!) });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.at(-1)).toBe(1);
  });
});

describe('the progress line', () => {
  const progress = { bytes: 420, size: 1000, read: 9000, rejected: 3, seconds: 2 };

  test('shows share, rows, speed, rejected rows and time left', () => {
    expect(renderProgress(progress)).toBe('42% · 9,000 rows · 4,500 rows/s · 3 rejected · 0:03 left');
    expect(renderProgress({ ...progress, size: null, rejected: 0 })).toBe('9,000 rows · 4,500 rows/s');
    expect(renderProgress({ ...progress, bytes: 1, seconds: 10 })).toContain('2:46:30 left');
  });

  test('is redrawn at most ten times a second, within the width, and cleared', () => {
    const written: string[] = [];
    let clock = 0;
    const terminal = { isTTY: true, columns: 20, write: (text: string) => written.push(text) };
    const line = progressLine(terminal, () => clock);
    for (; clock < 1000; clock += 10) line.update(progress);
    expect(written).toHaveLength(10);
    expect(written[0]).toBe('\r\u001b[2K42% · 9,000 rows · ');
    line.clear();
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  test('writes nothing without a terminal', () => {
    const written: string[] = [];
    const line = progressLine({ write: (text) => written.push(text) });
    line.update(progress);
    line.clear();
    expect(written).toEqual([]);
  });
});
