/**
 * Runs once in each worker process, before its first test file. The runner executes test files in
 * plain Node: without Jest's module registry, which loaded 3,000 modules anew for each file (six
 * seconds of CPU), and without its second realm, in which `error instanceof Error` is false for the
 * errors of Node itself.
 */
import { registerHooks } from 'node:module';
import { addEventHandler } from 'jest-circus';
import './record-statements.js';

/** Default timeout of a test or a hook, in milliseconds. */
const TIMEOUT = 120_000;

const globals = new URL('globals.js', import.meta.url).href;

// The package itself throws outside of Jest's own module registry.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
});

// The runner enforces no timeouts, so that a test that hangs would hold up the run forever.
addEventHandler((event, { currentDescribeBlock }) => {
  const added = {
    add_test: currentDescribeBlock.tests,
    add_hook: currentDescribeBlock.hooks,
  }[event.name]?.at(-1);
  if (added?.fn) added.fn = bounded(added.fn, added.timeout ?? TIMEOUT);
});

// A rejection that nothing handles would end the worker. It fails the test in which it occurs
// instead, unless it is handled by the end of the test.
const rejections = new Map();
process.on('unhandledRejection', (reason, promise) => rejections.set(promise, reason));
process.on('rejectionHandled', (promise) => rejections.delete(promise));

function bounded(fn, timeout) {
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
    await new Promise(setImmediate);
    const unhandled = [...rejections.values()];
    rejections.clear();
    if (unhandled.length > 0) throw unhandled[0];
  };
}
