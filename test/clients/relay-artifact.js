import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/process.ts';
import { folderOf, readSdl } from './gateway.js';

const PROGRAM = fileURLToPath(new URL('node_modules/relay-compiler/cli.js', import.meta.url));

/**
 * Compiles the documents of a file with the Relay compiler; returns the artifact of the operation
 * or fragment of a name.
 */
export async function compileForRelay(t, file, documents) {
  const folder = await folderOf(t);
  await mkdir(join(folder, 'src'));
  const tags = documents.map((document) => `graphql\`${document}\`;`).join('\n');
  await writeFile(join(folder, `src/${file}.js`), `import { graphql } from 'relay-runtime';\n${tags}\n`);
  await writeFile(join(folder, 'api.graphql'), await readSdl());
  const config = { src: './src', schema: './api.graphql', language: 'javascript', eagerEsModules: true };
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
  const compiled = await runProgram(process.execPath, [PROGRAM, 'relay.config.json'], { cwd: folder });
  assert.equal(compiled.code, 0, compiled.stdout + compiled.stderr);
  return async (name) => {
    const artifact = join(folder, `src/__generated__/${name}.graphql.js`);
    const text = (await readFile(artifact, 'utf8')).replaceAll(".graphql'", ".graphql.mjs'");
    const module = artifact.replace(/js$/, 'mjs');
    await writeFile(module, text);
    return (await import(module)).default;
  };
}
