import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Source {
  /** The path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Reads the files of a folder and its subfolders, without installed packages and builds. */
export function readSources(folder: string, extensions: RegExp = /\.(tsx?|js|mjs)$/): Source[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && extensions.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Returns whether a file is part of a test or a benchmark and not of the product. */
export function isTest({ path }: Source): boolean {
  return /(^|\/)test\//.test(path);
}

/** Returns the code of a file without its comments. */
export function codeOf({ text }: Source): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Returns what a file imports: packages by their names, files as paths from the root. */
export function importsOf(source: Source): string[] {
  const found = codeOf(source).matchAll(
    /^(?:import|export)\b[^;']*?\bfrom '([^'\n]+)'|^import '([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm,
  );
  return [...found]
    .map(([, from, effect, dynamic]) => (from ?? effect ?? dynamic)!)
    .map((name) =>
      name.startsWith('.')
        ? relative(ROOT, resolve(ROOT, dirname(source.path), name)).replaceAll('\\', '/')
        : name,
    );
}

/** A line of a file, or of a comment in it. */
export interface Line {
  readonly path: string;
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/** Returns the lines of a file that are comments as a whole. */
export function commentLines({ path, text }: Source): Line[] {
  let inBlock = false;
  return text.split('\n').flatMap((line, index) => {
    const opens = /^\s*\/\*/.test(line);
    const isComment = inBlock || opens || /^\s*\/\//.test(line);
    if (opens) inBlock = true;
    if (inBlock && line.includes('*/')) inBlock = false;
    return isComment ? [{ path, number: index + 1, text: line }] : [];
  });
}
