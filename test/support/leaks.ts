import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret found in a place that others may read. */
export interface Leak {
  readonly kind: string;
  /** The surrounding text, with the secret removed. */
  readonly around: string;
}

/**
 * Matches secrets by their form: API keys, signed tokens, private keys, PHC strings of passwords.
 */
const FORMS =
  /\b(?:ct|sk|xt|bz|tk)_live_[0-9A-Za-z]{32}\b|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY|\bscrypt\$\d+\$[^"\s]{20,}/g;

/** Searches everything that the tests stored in a directory. */
export async function findLeaks(folder: string): Promise<{ leaks: Leak[]; texts: number; secrets: number }> {
  const secrets = new Set<string>();
  for (const { secret } of await readRecords<{ secret: string }>(folder, 'secrets'))
    for (const form of formsOf(secret)) secrets.add(form);
  const texts = await readRecords<{ kind: string; text: string }>(folder, 'evidence');
  const leaks = texts.flatMap(({ kind, text }) => {
    const found = [...secrets].filter((secret) => text.includes(secret));
    found.push(...(text.match(FORMS) ?? []));
    return found.map((secret) => ({ kind, around: around(text, secret) }));
  });
  return { leaks, texts: texts.length, secrets: secrets.size };
}

/** The spellings of a secret in a text: literal, in JSON, and in a URL. */
function formsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return `${text.slice(Math.max(0, at - 150), at)}[the secret]${text.slice(at + secret.length, at + secret.length + 150)}`;
}

/** Reads the records of one kind that all processes of a run stored in a directory. */
export async function readRecords<Item>(folder: string, name: string): Promise<Item[]> {
  const files = (await readdir(folder)).filter((file) => file.startsWith(`${name}-`));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Item),
  );
}
