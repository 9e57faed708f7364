import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** A file of the console. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
}

/** The built console: its page, and its other files by path, such as `assets/index-BX3f.js`. */
export interface ConsoleFiles {
  readonly page: ConsoleFile;
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Reads the console's build into memory; returns null if there is none. `base` is the path that the
 * gateway is reached at, to which every address in the page is relative.
 */
export async function readConsole(folder: string, base: string): Promise<ConsoleFiles | null> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, ConsoleFile>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), fileOf(path, await readFile(path)));
  }
  const page = files.get('index.html');
  files.delete('index.html');
  return page ? { page: fileOf('index.html', withBase(page.bytes, base)), files } : null;
}

function fileOf(path: string, bytes: Buffer): ConsoleFile {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  // Weak, because a proxy or the gateway may compress the bytes.
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', bytes, etag: `W/"${hash}"` };
}

/** Sets the base of the page before anything that refers to an address. */
function withBase(page: Buffer, base: string): Buffer {
  const escaped = base.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const html = page.toString('utf8').replace(/<base\b[^>]*>/i, '');
  return Buffer.from(html.replace(/<head\b[^>]*>/i, (head) => `${head}<base href="${escaped}">`));
}
