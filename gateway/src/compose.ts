/**
 * Writes the OpenAPI document of each dialect into `schema/rest/`. With `--check` it writes nothing and fails when
 * one is not what the routes give.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dialects, openApiOf } from './rest/index.ts';

for (const dialect of dialects) {
  const file = new URL(`../../schema/rest/${dialect.name}.json`, import.meta.url);
  const text = `${JSON.stringify(openApiOf(dialect), null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(
      `schema/rest/${dialect.name}.json differs from its routes: run \`npm run compose\`.\n`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
  }
}
