import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCTS } from '@tributary/kit/host';
import type { Admin } from './admin/index.ts';
import { generateKey, KEY_KINDS, type KeyKind } from './keys.ts';

export type DemoKeys = Record<KeyKind, string>;

const FILE = 'demo-keys.json';

/** Returns the path of the file with the demo workspace's keys. */
export function demoKeysFile(dataDir: string): string {
  return join(dataDir, FILE);
}

/**
 * Creates the workspace `demo` on every product's pro plan, with a key per product and a native
 * key; returns null if any workspace exists already. The keys are written to a pending file first,
 * so that the next start can resume an interrupted one. Call it under a lock: two starts must not
 * both create the workspace.
 */
export async function createDemo(
  admin: Admin,
  dataDir: string,
  fill: (workspaceId: string) => Promise<void>,
): Promise<DemoKeys | null> {
  const pending = `${demoKeysFile(dataDir)}.pending`;
  const workspaces = await admin.listWorkspaces();
  const unfinished = await readKeys(pending);
  if (!unfinished && workspaces.length > 0) return null;
  const keys = unfinished ?? newKeys();
  if (!unfinished) await writeSecret(pending, keys);
  const known = workspaces.find(({ name }) => name === 'demo');
  const { id } = known ?? (await admin.createWorkspace('demo'));
  for (const product of PRODUCTS) await admin.setPlan(id, product, 'pro');
  for (const kind of KEY_KINDS) await admin.registerKey(id, { kind, key: keys[kind] });
  await fill(id);
  await rename(pending, demoKeysFile(dataDir));
  return keys;
}

function newKeys(): DemoKeys {
  return Object.fromEntries(KEY_KINDS.map((kind) => [kind, generateKey(kind)])) as DemoKeys;
}

/** Reads the keys of an unfinished demo; null if there is none. */
async function readKeys(file: string): Promise<DemoKeys | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as DemoKeys);
}

async function writeSecret(file: string, keys: DemoKeys): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const temporary = `${file}.new`;
  await writeFile(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, file);
}
