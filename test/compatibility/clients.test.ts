import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '@tributary/kit/testing';
import { type Ended, runProgram } from '@tributary/test/support';
import { documentedApis } from './dialects/index.ts';
import { operationsOf, readDocument } from './openapi.ts';
import { startWorld, type World } from './world.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../..');

/** The documents that clients are generated from, by the name of their types. */
const DOCUMENTS = {
  ...Object.fromEntries(documentedApis.map(({ name }) => [name, `/schema/openapi/${name}.json`])),
  'xtracker-bearer': '/schema/bearer_auth_schema.json',
  'xtracker-api-key': '/schema/api_key_auth_schema.json',
};

const CONFIGURATION = {
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: { lib: ['esnext', 'dom'], typeRoots: [join(ROOT, 'node_modules/@types')] },
  include: ['.'],
};

let world: World;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  folder = await temporaryFolder('tributary-clients-');
  await cp(join(HERE, 'clients'), folder, { recursive: true });
  await mkdir(join(folder, 'generated'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(CONFIGURATION));
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

test('clients generated from each OpenAPI document compile, and pass the documented examples', async () => {
  const documents = Object.entries(DOCUMENTS).map(([name, path]) => `${name}=${world.app.url}${path}`);
  const generate = join(HERE, 'generate-types.ts');
  succeeded(await runProgram(process.execPath, [generate, join(folder, 'generated'), ...documents]));

  const compiler = createRequire(join(ROOT, 'package.json')).resolve('typescript/package.json');
  succeeded(await runProgram(process.execPath, [join(dirname(compiler), 'bin/tsc'), '-p', folder]));

  const keys = Object.fromEntries(documentedApis.map(({ name }) => [name, world.key(name)]));
  const input = JSON.stringify({ url: world.app.url, keys });
  const { stdout } = succeeded(await runProgram(process.execPath, [join(folder, 'main.ts')], { input }));
  const all = documentedApis.map(({ name }) => [
    name,
    operationsOf(readDocument(`${name}.json`))
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  ]);
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(all));
});

function succeeded(ended: Ended): Ended {
  expect([ended.code, ended.stdout, ended.stderr]).toEqual([0, expect.anything(), expect.anything()]);
  return ended;
}
