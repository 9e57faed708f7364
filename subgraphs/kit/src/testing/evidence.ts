import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Environment variable by which Jest's global set-up tells the tests where to put what is looked
 * through in the end.
 */
export const EVIDENCE = 'TRIBUTARY_TEST_EVIDENCE';

/** What must never be shown is at least so long; shorter ones are words that stand anywhere. */
const SHORTEST = 8;

/** Settings whose values are secrets. */
const SECRET_SETTING = /KEY|TOKEN|SECRET|PASSWORD/;

/**
 * Keeps a text that others may read: a log line, an answer that is an error, figures. Nothing
 * outside a test run.
 */
export function keepEvidence(kind: 'log' | 'error' | 'metrics' | 'output', text: string): void {
  append('evidence', { kind, text });
}

/** Says that a text is a secret of this run, which must be in no evidence. */
export function keepSecret(secret: unknown): void {
  if (typeof secret === 'string' && secret.length >= SHORTEST) append('secrets', { secret });
}

/**
 * The secrets among environment variables: keys, tokens, passwords, and the one within an address.
 */
export function keepSecretsOf(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(settings)) {
    if (SECRET_SETTING.test(name)) keepSecret(value);
    if (URL.canParse(value)) keepSecret(decodeURIComponent(new URL(value).password));
  }
}

function append(name: string, record: object): void {
  const folder = process.env[EVIDENCE];
  // A file for each process, so that no line is torn.
  if (folder) appendFileSync(join(folder, `${name}-${process.pid}.ndjson`), `${JSON.stringify(record)}\n`);
}
