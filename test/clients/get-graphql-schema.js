import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildASTSchema, lexicographicSortSchema, parse, printSchema, visit } from 'graphql';
import { runProgram } from '../support/process.ts';
import { gateway, readSdl } from './gateway.js';

const PROGRAM = fileURLToPath(new URL('node_modules/.bin/get-graphql-schema', import.meta.url));

/**
 * Returns the lines of an SDL, sorted. The tool predates `@specifiedBy`, which it does not query,
 * and wraps docstrings differently.
 */
function linesOf(sdl) {
  const document = visit(parse(sdl), {
    Directive: ({ name }) => (name.value === 'specifiedBy' ? null : undefined),
    StringValue: (node) => ({ ...node, value: node.value.replaceAll(/\s+/g, ' ').trim() }),
  });
  return printSchema(lexicographicSortSchema(buildASTSchema(document))).split('\n');
}

test('get-graphql-schema prints what the gateway serves as its SDL', async () => {
  const [header] = Object.entries(gateway.headers);
  const { code, stdout } = await runProgram(PROGRAM, [gateway.url, '-h', header.join('=')]);
  assert.equal(code, 0);
  const served = linesOf(await readSdl());
  assert.ok(served.some((line) => /^type CommunityPost .*\{$/.test(line)));
  assert.deepEqual(linesOf(stdout), served);
});
