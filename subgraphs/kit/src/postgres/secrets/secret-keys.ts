import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const KEY_BYTES = 32;
const FILE = 'secrets.key';
/** The file holds the newest key and the one before it. */
const MAX_KEYS = 2;

/**
 * A key, and its id, a short hash that does not reveal the key. Every encrypted text names the id
 * of its key.
 */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of an installation: the newest encrypts, all of them decrypt. */
export interface KeyRing {
  /** Lists the keys, newest first. */
  all(): readonly SecretKey[];
  newest(): SecretKey;
  /** Returns the key of an id; throws if it is unknown. */
  named(id: string): SecretKey;
  /** Whether {@link rotate} generates keys; false if the environment provides them. */
  readonly isGenerated: boolean;
  /**
   * Generates a key that every process encrypts with from now on. The one before it still decrypts.
   */
  rotate(): void;
}

function keyRing(
  all: () => readonly SecretKey[],
  { isGenerated, rotate }: Pick<KeyRing, 'isGenerated' | 'rotate'>,
): KeyRing {
  return {
    all,
    newest: () => all()[0]!,
    named(id) {
      const key = all().find((each) => each.id === id);
      if (key) return key;
      const where = isGenerated ? 'in the data directory' : 'in SECRETS_KEY or SECRETS_KEY_PREVIOUS';
      throw new Error(`A secret is encrypted under the key ${id}, which is not ${where}.`);
    },
    isGenerated,
    rotate,
  };
}

/** Returns the keys of the environment, which change only with a restart. */
export function configuredKeys(current: string, previous: string): KeyRing {
  const keys = [current, ...previous.split(',').filter((key) => key !== '')].map(toKey);
  return keyRing(() => keys, {
    isGenerated: false,
    rotate() {
      throw new Error('SECRETS_KEY is set: set a new one, and the old one as SECRETS_KEY_PREVIOUS.');
    },
  });
}

/**
 * Returns the keys in the data directory, one per line; the first is generated on first use.
 * Processes share the file: it is read again whenever it has changed, and replaced atomically.
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
  return keyRing(all, {
    isGenerated: true,
    rotate() {
      const older = all().slice(0, MAX_KEYS - 1);
      const lines = [newKey(), ...older.map(({ bytes }) => bytes.toString('base64'))];
      const made = temporary(file);
      writeFileSync(made, lines.join('\n'), { mode: 0o600 });
      renameSync(made, file);
    },
  });
}

/**
 * Generates the first key. If several processes start together, one of them succeeds, because
 * linking a complete file is atomic.
 */
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

/** Returns a value that changes whenever the file does; null if there is no file. */
function versionOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.ino} ${found.mtimeNs} ${found.size}` : null;
}

function toKey(text: string): SecretKey {
  const bytes = Buffer.from(text, 'base64');
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}
