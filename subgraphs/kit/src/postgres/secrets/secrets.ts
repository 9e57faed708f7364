import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { type SettingValues, setting, settings } from '../../core/settings.ts';
import { configuredKeys, type KeyRing, keysOfFile, type SecretKey } from './secret-keys.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** What sealed text begins with. The first version did not name its key. */
const UNNAMED = 'v1.';
const NAMED = 'v2.';

/** Environment variables of what keeps secrets of others. */
export const secretSettings = {
  TRIBUTARY_DATA_DIR: settings.TRIBUTARY_DATA_DIR,
  SECRETS_KEY: setting(
    Type.String({ pattern: '^([A-Za-z0-9+/_-]{43}=?)?$' }),
    '',
    'Encrypts credentials at rest: 32 bytes in base64. Without, one is made and kept in the data directory.',
  ),
  SECRETS_KEY_PREVIOUS: setting(
    Type.String({ pattern: '^([A-Za-z0-9+/_-]{43}=?(,[A-Za-z0-9+/_-]{43}=?)*)?$' }),
    '',
    'Earlier values of SECRETS_KEY, with commas between: they decrypt until `tributary secrets rotate` has re-encrypted all.',
  ),
} as const;

/** Encrypts what must be read again, such as an account's credentials. What need only be compared is hashed. */
export interface Secrets {
  /** `owner` says whose it is; sealed text that was moved to another owner does not open. */
  seal(text: string, owner: string): string;
  /** Throws when it was changed, or sealed under an unknown key or for another owner. */
  open(sealed: string, owner: string): string;
  /** Whether the newest key sealed it. */
  isCurrent(sealed: string): boolean;
  readonly keys: KeyRing;
}

/** Opens the keeping of secrets. The keys are read, or made, when they are first needed. */
export function openSecrets(values: SettingValues<typeof secretSettings>): Secrets {
  const keys = values.SECRETS_KEY
    ? configuredKeys(values.SECRETS_KEY, values.SECRETS_KEY_PREVIOUS)
    : keysOfFile(values.TRIBUTARY_DATA_DIR);
  return {
    keys,
    seal(text, owner) {
      const [{ id, bytes }] = keys.all() as [SecretKey];
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, bytes, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(owner));
      const sealed = [cipher.update(text, 'utf8'), cipher.final()];
      return `${NAMED}${id}.${Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url')}`;
    },
    open(sealed, owner) {
      const { id, bytes } = parse(sealed);
      if (id !== null) return decrypt(keyNamed(keys, id), bytes, owner);
      return decryptByAny(keys.all(), bytes, owner);
    },
    isCurrent: (sealed) => parse(sealed).id === keys.all()[0]!.id,
  };
}

function parse(sealed: string): { id: string | null; bytes: Buffer } {
  if (sealed.startsWith(UNNAMED))
    return { id: null, bytes: Buffer.from(sealed.slice(UNNAMED.length), 'base64url') };
  const [, id, text] = /^v2\.([0-9a-f]{8})\.([\w-]+)$/.exec(sealed) ?? [];
  if (!id || !text) throw new Error('This was not sealed here.');
  return { id, bytes: Buffer.from(text, 'base64url') };
}

function keyNamed(keys: KeyRing, id: string): SecretKey {
  const key = keys.all().find((each) => each.id === id);
  if (key) return key;
  const where = keys.isMade ? 'in the data directory' : 'in SECRETS_KEY or SECRETS_KEY_PREVIOUS';
  throw new Error(`A secret is sealed under the key ${id}, which is not ${where}.`);
}

function decryptByAny(keys: readonly SecretKey[], bytes: Buffer, owner: string): string {
  let failure: unknown;
  for (const key of keys)
    try {
      return decrypt(key, bytes, owner);
    } catch (error) {
      failure = error;
    }
  throw failure;
}

function decrypt({ bytes: key }: SecretKey, bytes: Buffer, owner: string): string {
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(tag);
  const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
  return Buffer.concat(text).toString('utf8');
}
