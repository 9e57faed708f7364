import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Loads the entry point of `eld`, or a module relative to it, on first use: its data takes 50 MB,
 * which a process that reads no texts never needs. The package has ES modules, which `require` can
 * load synchronously by their path only.
 */
export function loadEld(relative = ''): unknown {
  const require = createRequire(import.meta.url);
  return require(fileURLToPath(new URL(relative, import.meta.resolve('eld/small'))));
}
