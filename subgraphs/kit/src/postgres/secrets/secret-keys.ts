import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const KEY_BYTES = 32;
const FILE = 'secrets.key';
/** Keys that the file holds: the one that seals, and the one before it. */
const MOST_KEPT = 2;

/** A key, and the short name that sealed text carries of it; the name says nothing of the key. */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of an installation: the first seals, all of them open. */
export interface KeyRing {
  /** Newest first. */
  all(): readonly SecretKey[];
  /** Whether a new key is made by {@link rotate}; false when the environment has the keys. */
  readonly isMade: boolean;
  /** Makes a new key that seals from now on, in every process; the one before it still opens. */
  rotate(): void;
}

/** The keys of the environment, which change with a restart. */
export function configuredKeys(current: string, previous: string): KeyRing {
  const keys = [current, ...previous.split(',').filter((key) => key !== '')].map(toKey);
  return {
    all: () => keys,
    isMade: false,
    rotate() {
      throw new Error('SECRETS_KEY is set: set a new one, and the old one as SECRETS_KEY_PREVIOUS.');
    },
  };
}

/**
 * The keys of the data directory, one a line; the first is made when it is first needed. Other processes share the file:
 * it is read again whenever it has changed, and replaced as a whole.
 */
export function keysOfFile(dataDir: string): KeyRing {
  const folder = resolve(dataDir);
  const file = join(folder, FILE);
  let known: { version: string; keys: readonly SecretKey[] } | undefined;
  const read = () => {
    const version = versionOf(file);
    if (known && version === known.version) return known.keys;
    const keys = readFileSync(file, 'utf8').trim().split('\n').map(toKey);
    known = { version: version!, keys };
    return keys;
  };
  const all = () => {
    if (versionOf(file) === null) make(folder, file);
    return read();
  };
  return {
    all,
    isMade: true,
    rotate() {
      const kept = all().slice(0, MOST_KEPT - 1);
      const lines = [newKey(), ...kept.map(({ bytes }) => bytes.toString('base64'))];
      const made = temporary(file);
      writeFileSync(made, lines.join('\n'), { mode: 0o600 });
      renameSync(made, file);
    },
  };
}

/** Of processes that start together one makes the key: a link is there whole, or not. */
function make(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true });
  const made = temporary(file);
  writeFileSync(made, newKey(), { mode: 0o600 });
  try {
    linkSync(made, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(made);
  }
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

function temporary(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

/** What tells one state of the file from another; null when there is no file. */
function versionOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.ino} ${found.mtimeNs} ${found.size}` : null;
}

function toKey(text: string): SecretKey {
  const bytes = Buffer.from(text, 'base64');
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}
