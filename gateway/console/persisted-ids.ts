import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const MODULE = 'virtual:persisted-ids';
const RESOLVED = `\0${MODULE}`;
const MANIFEST = new URL('../../schema/persisted-documents.json', import.meta.url);

/**
 * Provides the ids of the console's operations in the manifest, by the operations' names, so that
 * the page sends an id instead of a text and works with `PERSISTED_DOCUMENTS=only`.
 */
export function persistedIds(): Plugin {
  return {
    name: 'persisted-ids',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      const { operations } = JSON.parse(await readFile(MANIFEST, 'utf8')) as Manifest;
      const own = operations.filter(({ name }) => name.startsWith('Console'));
      return `export default ${JSON.stringify(Object.fromEntries(own.map((each) => [each.name, each.id])))}`;
    },
  };
}

interface Manifest {
  readonly operations: readonly { readonly name: string; readonly id: string }[];
}
