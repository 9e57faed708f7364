import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Type } from 'typebox';
import { type SettingValues, setting, settings } from './config.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Before what is sealed: by which version of this file. */
const VERSION = 'v1.';
const FILE = 'secrets.key';

/** Environment variables of who keeps secrets of others. */
export const secretSettings = {
  TRIBUTARY_DATA_DIR: settings.TRIBUTARY_DATA_DIR,
  SECRETS_KEY: setting(
    Type.String({ pattern: '^([A-Za-z0-9+/_-]{43}=?)?$' }),
    '',
    'Encrypts credentials at rest: 32 bytes in base64. Without, one is made and kept in the data directory.',
  ),
} as const;

/** Encrypts what must be read again, such as an account's credentials. What need only be compared is hashed. */
export interface Secrets {
  /** `owner` says whose it is; sealed text that was moved to another owner does not open. */
  seal(text: string, owner: string): string;
  /** Throws when it was changed, sealed under another key or for another owner. */
  open(sealed: string, owner: string): string;
}

/** Opens the keeping of secrets. The key is read, or made, when it is first needed. */
export function openSecrets(values: SettingValues<typeof secretSettings>): Secrets {
  let known: Buffer | undefined;
  const key = () => {
    known ??= Buffer.from(values.SECRETS_KEY || keyOf(resolve(values.TRIBUTARY_DATA_DIR)), 'base64');
    return known;
  };
  return {
    seal(text, owner) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key(), iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(owner));
      const sealed = [cipher.update(text, 'utf8'), cipher.final()];
      return VERSION + Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url');
    },
    open(sealed, owner) {
      if (!sealed.startsWith(VERSION)) throw new Error('This was not sealed here.');
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      const iv = bytes.subarray(0, IV_BYTES);
      const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(CIPHER, key(), iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(owner));
      decipher.setAuthTag(tag);
      const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
      return Buffer.concat(text).toString('utf8');
    },
  };
}

/** The data directory's own key. Of processes that start together one makes it: a link is there whole, or not. */
function keyOf(folder: string): string {
  const file = join(folder, FILE);
  const made = join(folder, `${FILE}.${randomBytes(6).toString('hex')}`);
  const found = read(file);
  if (found) return found;
  mkdirSync(folder, { recursive: true });
  writeFileSync(made, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600 });
  try {
    linkSync(made, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(made);
  }
  return read(file)!;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
