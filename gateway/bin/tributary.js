#!/usr/bin/env node
import module from 'node:module';

// Plain JavaScript, so that an older Node can say what is missing instead of failing on the first type.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Tributary needs Node 22.18 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}
// Compiled code is kept between runs, which takes a third off the start of a command.
module.enableCompileCache?.();
const { run } = await import('../src/cli.ts');
await run(process.argv);
