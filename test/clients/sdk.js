import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/process.ts';
import { folderOf } from './gateway.js';

const CLIENT = fileURLToPath(new URL('../../gateway/client', import.meta.url));
const COMPILERS = {
  7: fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url)),
  5.9: fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url)),
};
const OPTIONS = {
  strict: true,
  noEmit: true,
  module: 'nodenext',
  target: 'es2022',
  types: [],
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
};

test('npm pack of @tributary/client gives a package whose examples compile', async (t) => {
  const folder = await folderOf(t);
  const packed = await runProgram('npm', ['pack', '--pack-destination', folder], {
    cwd: CLIENT,
    env: { HOME: folder },
  });
  assert.equal(packed.code, 0, packed.stderr);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  const installed = join(folder, 'node_modules/@tributary/client');
  await mkdir(installed, { recursive: true });
  const unpacked = await runProgram('tar', ['xzf', join(folder, archive), '--strip-components=1'], {
    cwd: installed,
  });
  assert.equal(unpacked.code, 0, unpacked.stderr);
  await import(join(installed, 'dist/index.js'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(
    join(folder, 'process.d.ts'),
    'declare const process: { readonly env: Readonly<Record<string, string | undefined>> };',
  );
  const readme = await readFile(join(CLIENT, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  assert.ok(examples.length > 4);
  const names = examples.map((_, index) => `example-${index}.ts`);
  await Promise.all(names.map((name, index) => writeFile(join(folder, name), examples[index])));
  const settings = { compilerOptions: OPTIONS, files: ['process.d.ts', ...names] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  for (const [version, compiler] of Object.entries(COMPILERS)) {
    const { code, stdout } = await runProgram(process.execPath, [compiler, '--project', folder], {
      cwd: folder,
    });
    assert.equal(code, 0, `TypeScript ${version}: ${stdout}`);
  }
});
