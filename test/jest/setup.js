/**
 * Runs once in each worker process, before its first test file. The runner executes test files in
 * plain Node: without Jest's module registry, which loaded 3,000 modules anew for each file (six
 * seconds of CPU), and without its second realm, in which `error instanceof Error` is false for the
 * errors of Node itself.
 */
import { registerHooks } from 'node:module';
import { addEventHandler } from 'jest-circus';

/** Default timeout of a test or a hook, in milliseconds. */
const TIMEOUT = 120_000;

const globals = new URL('globals.js', import.meta.url).href;

// The package itself throws outside of Jest's own module registry.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
});

// The runner enforces no timeouts; without this, a test that hangs would block the run.
addEventHandler((event, { currentDescribeBlock }) => {
  const added = {
    add_test: currentDescribeBlock.tests,
    add_hook: currentDescribeBlock.hooks,
  }[event.name]?.at(-1);
  if (added?.fn) added.fn = withTimeout(added.fn, added.timeout ?? TIMEOUT);
});

function withTimeout(fn, timeout) {
  return async () => {
    let timer;
    const late = new Promise((_, reject) => {
      const error = new Error(`It did not end within ${timeout} ms.`);
      timer = setTimeout(reject, timeout, error);
    });
    try {
      await Promise.race([fn(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
