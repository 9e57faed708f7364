import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { invalidInput } from '@tributary/kit';
import type { CredentialNames } from '@tributary/platforms';
import { Option } from 'commander';
import { hiddenPrompt } from './hidden-prompt.ts';

/**
 * The `--credentials-file` option. Not `--env-file`: Node interprets an option of that name itself,
 * even after the script's name.
 */
export const credentialsFile = () =>
  new Option('--credentials-file <file>', 'read the credentials from a file of NAME=value lines');

/**
 * Reads credentials from a file, a prompt or standard input. Never from arguments, which other
 * users can see in the process list and shells keep in their history.
 */
export async function readCredentials(
  names: CredentialNames,
  file?: string,
): Promise<{ name: string; value: string }[]> {
  const credentials = file
    ? parseEnv(await readCredentialsFile(file))
    : process.stdin.isTTY
      ? await promptFor(names)
      : await readStandardInput();
  return Object.entries(credentials).map(([name, value]) => ({ name, value: value ?? '' }));
}

async function readCredentialsFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'the file does not exist' : code;
    throw invalidInput('credentials-file', `Cannot read --credentials-file ${file}: ${why}.`);
  }
}

async function promptFor({ required, optional }: CredentialNames): Promise<Record<string, string>> {
  const credentials: Record<string, string> = {};
  for (const name of [...required, ...optional]) {
    const value = await hiddenPrompt(required.includes(name) ? `${name}: ` : `${name} (optional): `);
    if (value) credentials[name] = value;
  }
  return credentials;
}

async function readStandardInput(): Promise<Record<string, string>> {
  const text = Buffer.concat(await process.stdin.toArray()).toString('utf8');
  const invalid = () =>
    invalidInput('credentials', 'Standard input must be a JSON object of credentials, `{"name": "value"}`.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord || Object.values(value as object).some((each) => typeof each !== 'string')) throw invalid();
  return value as Record<string, string>;
}
