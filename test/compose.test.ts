import { execFileSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

test.each([
  'subgraphs/platforms/src/generate/main.ts',
  'schema/write-supergraph.ts',
  'gateway/src/generate/main.ts',
])(
  '%s --check finds nothing to write: the committed documents are those that the code generates',
  (script) => {
    expect(() =>
      execFileSync(process.execPath, [script, '--check'], { cwd: ROOT, stdio: 'pipe' }),
    ).not.toThrow();
  },
);
