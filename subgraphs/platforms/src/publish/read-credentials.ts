import { invalidInput, TributaryError } from '@tributary/kit';
import { type CredentialNames, type Credentials, PublishError } from './publisher.ts';

const LONGEST_VALUE = 4_096;
const FIELD = 'input.credentials';

/** A credential as requested. */
export interface GivenCredential {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads credentials by name: all required ones, no unknown ones, each once. Throws INVALID_INPUT
 * otherwise. `owner` is what needs them, in words.
 */
export function readCredentials(
  owner: string,
  { required, optional }: CredentialNames,
  given: readonly GivenCredential[],
): Credentials {
  const refuse = (message: string) => invalidInput(FIELD, message);
  const found: Record<string, string> = {};
  for (const { name, value } of given) {
    if (!required.includes(name) && !optional.includes(name))
      throw refuse(`${owner} accepts ${[...required, ...optional].join(', ')}; not "${name}".`);
    if (found[name] !== undefined) throw refuse(`"${name}" is given twice.`);
    if (value.length > LONGEST_VALUE)
      throw refuse(`"${name}" must have at most ${LONGEST_VALUE} characters.`);
    if (/[^\x20-\x7e]/.test(value)) throw refuse(`"${name}" must be printable ASCII.`);
    found[name] = value.trim();
  }
  const missing = required.filter((name) => !found[name]);
  if (missing.length > 0) throw refuse(`${owner} needs ${missing.join(' and ')}.`);
  return found;
}

/**
 * Returns what to throw when the verification of credentials has failed: INVALID_INPUT if they were
 * rejected, UPSTREAM_FAILED if the platform could not verify them.
 */
export function verificationFailure(error: unknown): unknown {
  if (!(error instanceof PublishError)) return error;
  if (error.fault === 'retry')
    return new TributaryError('UPSTREAM_FAILED', `The credentials could not be verified: ${error.message}`);
  return invalidInput(FIELD, `The credentials were refused: ${error.message}`);
}
