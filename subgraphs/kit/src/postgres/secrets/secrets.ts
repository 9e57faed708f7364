import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { Type } from 'typebox';
import { processSettings, type SettingValues, setting } from '../../core/settings.ts';
import { decryptLegacy, isLegacy, legacyKeyId } from './legacy.ts';
import { configuredKeys, type KeyRing, keysOfFile } from './secret-keys.ts';

/** The settings of secrets at rest. */
export const secretSettings = {
  TRIBUTARY_DATA_DIR: processSettings.TRIBUTARY_DATA_DIR,
  SECRETS_KEY: setting(
    Type.String({ pattern: '^([A-Za-z0-9+/_-]{43}=?)?$', description: '32 bytes in base64' }),
    '',
    'Key that encrypts signing keys and credentials (`openssl rand -base64 32`). Set it if processes do not share the data ' +
      'directory. Default: a key generated in the data directory.',
  ),
  SECRETS_KEY_PREVIOUS: setting(
    Type.String({
      pattern: '^([A-Za-z0-9+/_-]{43}=?(,[A-Za-z0-9+/_-]{43}=?)*)?$',
      description: 'keys, comma-separated',
    }),
    '',
    'Earlier values of `SECRETS_KEY`. They decrypt until `tributary secrets rotate` has encrypted everything again.',
  ),
} as const;

/**
 * Encrypts values that must be read again, such as the credentials of an account. Values that are
 * only compared are hashed.
 */
export interface Secrets {
  /**
   * Encrypts a text for its owner; it cannot be decrypted for another one, for instance in another
   * workspace's row.
   */
  seal(text: string, owner: string): Promise<string>;
  /**
   * Decrypts a text; rejects if it was modified, if its key is unknown, or if it belongs to another
   * owner.
   */
  open(sealed: string, owner: string): Promise<string>;
  /** Whether a text is encrypted under the newest key. */
  hasNewestKey(sealed: string): boolean;
  /** Whether a text is encrypted under the newest key, and in the current format. */
  isCurrent(sealed: string): boolean;
  readonly keys: KeyRing;
}

/** Opens secrets at rest. The keys are read, or generated, on first use. */
export function openSecrets(values: SettingValues<typeof secretSettings>): Secrets {
  const keys = values.SECRETS_KEY
    ? configuredKeys(values.SECRETS_KEY, values.SECRETS_KEY_PREVIOUS)
    : keysOfFile(values.TRIBUTARY_DATA_DIR);
  const hasNewestKey = (sealed: string) => keyIdOf(sealed) === keys.newest().id;
  return {
    keys,
    async seal(text, owner) {
      const { id, bytes } = keys.newest();
      // The protected header is authenticated, and so is the owner in it.
      return new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: id, owner })
        .encrypt(bytes);
    },
    async open(sealed, owner) {
      if (isLegacy(sealed)) return decryptLegacy(sealed, owner, keys);
      const { bytes } = keys.named(keyIdOf(sealed)!);
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, bytes, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      if (protectedHeader['owner'] !== owner) throw new Error('A secret belongs to another owner.');
      return new TextDecoder().decode(plaintext);
    },
    hasNewestKey,
    isCurrent: (sealed) => !isLegacy(sealed) && hasNewestKey(sealed),
  };
}

function keyIdOf(sealed: string): string | null {
  if (isLegacy(sealed)) return legacyKeyId(sealed);
  let kid: string | undefined;
  try {
    ({ kid } = decodeProtectedHeader(sealed));
  } catch {
    // Falls through: a text without a header has no key id either.
  }
  if (kid === undefined) throw new Error('A text was to be decrypted that is not a secret of Tributary.');
  return kid;
}
