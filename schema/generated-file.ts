import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes a generated file if its text has changed; a relative `path` starts at the root of the
 * repository. If the process has the argument `--check`, it reports the file instead and exits with
 * 1.
 */
export function updateGenerated(path: string, text: string): void {
  const file = resolve(ROOT, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${path} is out of date: run \`npm run compose\`.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
  }
}
