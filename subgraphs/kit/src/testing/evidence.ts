import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The environment variable with the folder for evidence, which Jest's global set-up sets and
 * searches at the end.
 */
export const EVIDENCE = 'TRIBUTARY_TEST_EVIDENCE';

/** Minimum length of a secret to search for; shorter values are words that occur anywhere. */
const SHORTEST = 8;

/** Settings whose values are secrets. */
const SECRET_SETTING = /KEY|TOKEN|SECRET|PASSWORD/;

/**
 * Records a text that others may read: a log line, an error response, metrics. Does nothing outside
 * a test run.
 */
export function recordEvidence(kind: 'log' | 'error' | 'metrics' | 'output', text: string): void {
  append('evidence', { kind, text });
}

/** Records a secret of this run, which must not occur in any evidence. */
export function recordSecret(secret: unknown): void {
  if (typeof secret === 'string' && secret.length >= SHORTEST) append('secrets', { secret });
}

/**
 * Records the secrets among environment variables: keys, tokens, passwords, and the one inside a
 * URL.
 */
export function recordSecretsOf(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(settings)) {
    if (SECRET_SETTING.test(name)) recordSecret(value);
    if (URL.canParse(value)) recordSecret(decodeURIComponent(new URL(value).password));
  }
}

function append(name: string, record: object): void {
  const folder = process.env[EVIDENCE];
  // One file per process, so that concurrent writes do not interleave.
  if (folder) appendFileSync(join(folder, `${name}-${process.pid}.ndjson`), `${JSON.stringify(record)}\n`);
}
