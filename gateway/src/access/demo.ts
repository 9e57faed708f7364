import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCTS } from '@tributary/kit';
import type { Admin } from './admin.ts';
import { generateKey, KEY_KINDS, type KeyKind } from './keys.ts';

export type DemoKeys = Record<KeyKind, string>;

const FILE = 'demo-keys.json';

/** Where the keys of the demo workspace are kept. */
export function demoKeysFile(dataDir: string): string {
  return join(dataDir, FILE);
}

/**
 * Creates the workspace `demo`, on every product's pro plan, with a key for each product and a native one, unless
 * there is any workspace already; null then. The file with the keys is written before they are, so that a start
 * that is cut off never leaves keys that nobody knows.
 */
export async function createDemo(
  admin: Admin,
  dataDir: string,
  fill: (workspaceId: string) => Promise<void>,
): Promise<DemoKeys | null> {
  const workspaces = await admin.listWorkspaces();
  if (workspaces.length > 0) return null;
  const keys = Object.fromEntries(KEY_KINDS.map((kind) => [kind, generateKey(kind)])) as DemoKeys;
  await writeSecret(demoKeysFile(dataDir), `${JSON.stringify(keys, null, 2)}\n`);
  const { id } = await admin.createWorkspace('demo');
  for (const product of PRODUCTS) await admin.setPlan(id, product, 'pro');
  for (const kind of KEY_KINDS) await admin.createKey(id, { kind, key: keys[kind] });
  await fill(id);
  return keys;
}

async function writeSecret(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, file);
}
