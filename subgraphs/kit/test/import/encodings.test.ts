import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openSource } from '../../src/import/source/byte-source.ts';
import { readRecords } from '../../src/import/source/read.ts';
import { bytesOf, read, records, temporaryFiles } from './support.ts';

const { newFolder } = temporaryFiles();

/** Characters of windows-1252: some shared with Latin-1, some of its own. */
const WINDOWS = 'aéñüß€“”–™ ,;"';

const windows1252 = (text: string) =>
  Buffer.from(
    [...text].map(
      (each) => ({ '€': 0x80, '“': 0x93, '”': 0x94, '–': 0x96, '™': 0x99 })[each] ?? each.charCodeAt(0),
    ),
  );

describe('the encoding', () => {
  test('that is not UTF-8 rejects the affected rows, with their lines', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,x\n1,plain\n2,'),
      windows1252('café'),
      Buffer.from('\n3,"two\n'),
      windows1252('déjà'),
      Buffer.from(' vu"\n4,é\n'),
    ]);
    const reason = (line: number) =>
      expect.stringMatching(new RegExp(`Line ${line} is not valid in .*--encoding`));
    const items = await read(bytes);
    expect(items).toEqual([
      { line: 2, record: { id: '1', x: 'plain' } },
      { line: 3, error: reason(3), raw: expect.any(String) },
      { line: 4, error: reason(5), raw: expect.any(String) },
      { line: 6, record: { id: '4', x: 'é' } },
    ]);
  });

  test.each(['ndjson', 'json'] as const)('that is not UTF-8 rejects one object of %s', async (format) => {
    const lines = [Buffer.from('{"x":"a"}'), windows1252('{"x":"café"}'), Buffer.from('{"x":"é"}')];
    const [open, between, close] = format === 'json' ? ['[', ',\n', ']'] : ['', '\n', ''];
    const bytes = Buffer.concat(
      [open, lines[0]!, between, lines[1]!, between, lines[2]!, close].map((part) =>
        Buffer.from(part as string),
      ),
    );
    expect(await records(bytes, { format })).toEqual([
      { x: 'a' },
      expect.stringMatching(/^2!Line 2 is not valid/),
      { x: 'é' },
    ]);
  });

  test('of a header that is not UTF-8 rejects the file, naming the line', async () => {
    await expect(read(windows1252('id,prénom\n1,a\n'))).rejects.toThrow(/Line 1 is not valid/);
  });

  test('windows-1252 is read if it is specified', async () => {
    const text = fc.stringMatching(new RegExp(`^[${WINDOWS}]{0,20}$`, 'u'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 10 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          const csv = `x\n${all.map((each) => `"${each.replaceAll('"', '""')}"\n`).join('')}`;
          const given = { encoding: 'windows-1252', size };
          expect(await records(windows1252(csv), given)).toEqual(all.map((x) => ({ x })));
          const json = windows1252(JSON.stringify(all.map((x) => ({ x }))));
          expect(await records(json, { ...given, format: 'json' })).toEqual(all.map((x) => ({ x })));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('UTF-16 is recognised by its mark, in both orders, and half a character rejects its row', async () => {
    const text = '\ufeffid\tx\n1\tÄ🐘\n2\tb\n';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big])
      for (const size of [1, 3, 64])
        expect(await records(bytes, { size })).toEqual([
          { id: '1', x: 'Ä🐘' },
          { id: '2', x: 'b' },
        ]);
    const broken = Buffer.from('\ufeffid,x\n1,\ud83d\n2,b\n', 'utf16le');
    expect(await records(broken)).toEqual([
      expect.stringMatching(/^2!Line 2 is not valid/),
      { id: '2', x: 'b' },
    ]);
  });

  test('of several bytes per character rejects what it cannot decode', async () => {
    const shiftJis = Buffer.from([0x78, 0x0a, 0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x85, 0xff, 0x0a, 0x61, 0x0a]);
    expect(await records(shiftJis, { encoding: 'shift_jis' })).toEqual([
      { x: '日本' },
      expect.stringMatching(/^3!/),
      { x: 'a' },
    ]);
  });

  test('that is unknown is refused', async () => {
    await expect(read('x\n1\n', { encoding: 'klingon' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'encoding' },
    });
  });
});

describe('a compressed file', () => {
  const text = `id,x\n${Array.from({ length: 2_000 }, (_, at) => `${at},text ${at}\n`).join('')}`;
  const half = text.indexOf('\n', text.length / 2) + 1;
  const pack = { gzip: gzipSync, zstd: zstdCompressSync };

  test.each(['gzip', 'zstd'] as const)(
    'in %s is recognised by its bytes, also with several members',
    async (kind) => {
      const whole = pack[kind](text);
      const parts = Buffer.concat([pack[kind](text.slice(0, half)), pack[kind](text.slice(half))]);
      for (const bytes of [whole, parts])
        for (const size of [3, 1_000, 10_000_000]) expect(await records(bytes, { size })).toHaveLength(2_000);
      const path = join(newFolder(), `posts.csv.${kind === 'gzip' ? 'gz' : 'zst'}`);
      writeFileSync(path, whole);
      expect(await Array.fromAsync(readRecords(path, 'csv'))).toHaveLength(2_000);
    },
  );

  test('in zstd may have any frames, including empty and skippable ones', async () => {
    const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
    const part = fc.oneof(
      fc.record({ text: fc.string({ maxLength: 300 }), checked: fc.boolean() }),
      fc.record({ skipped: fc.uint8Array({ maxLength: 300 }) }),
    );
    const frame = (each: { text: string; checked: boolean } | { skipped: Uint8Array }) => {
      if ('text' in each) return zstdCompressSync(each.text, each.checked ? checked : {});
      const head = Buffer.alloc(8);
      head.writeUInt32LE(0x184d2a53);
      head.writeUInt32LE(each.skipped.length, 4);
      return Buffer.concat([head, each.skipped]);
    };
    const first = fc.record({ text: fc.string(), checked: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        first,
        fc.array(part, { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (head, rest, size) => {
          const all = [head, ...rest];
          const { chunks } = await openSource(bytesOf(Buffer.concat(all.map(frame)), size));
          const expected = all.map((each) => ('text' in each ? each.text : '')).join('');
          expect(Buffer.concat(await Array.fromAsync(chunks)).toString()).toBe(
            Buffer.from(expected).toString(),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('in zstd with other bytes after its last frame is refused', async () => {
    const bytes = Buffer.concat([zstdCompressSync('x\n1\n'), Buffer.from('garbage')]);
    await expect(read(bytes)).rejects.toThrow(/not valid Zstandard/);
  });

  test.each(['gzip', 'zstd'] as const)('in %s that is truncated is an error', async (kind) => {
    const whole = pack[kind](text);
    const path = join(newFolder(), `cut.${kind}`);
    writeFileSync(path, whole.subarray(0, whole.length - 20));
    await expect(Array.fromAsync(readRecords(path, 'csv'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
