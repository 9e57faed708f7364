import type { Pool } from 'pg';
import { exclusively } from '../postgres/exclusively.ts';
import { hasStale, type Resealed, reseal, type SealedColumn } from '../postgres/secrets/reseal.ts';
import type { Secrets } from '../postgres/secrets/secrets.ts';

/** The result of a rotation. */
export interface RotatedSecrets extends Resealed {
  /** The id of the key that encrypts all secrets now. */
  readonly key: string;
  /** Whether this rotation generated the key. */
  readonly isNew: boolean;
}

/**
 * Encrypts all secrets under a new key, or completes an interrupted rotation without generating
 * another key. A lock prevents concurrent rotations.
 */
export function rotateSecrets(
  pool: Pool,
  secrets: Secrets,
  schemas: readonly { readonly name: string; readonly sealed: readonly SealedColumn[] }[],
): Promise<RotatedSecrets> {
  const columns = schemas.flatMap(({ name, sealed }) => sealed.map((column) => ({ schema: name, column })));
  return exclusively(pool, 'secrets', async () => {
    const isNew = secrets.keys.isGenerated && !(await isUnfinished(pool, secrets, columns));
    if (isNew) secrets.keys.rotate();
    let total = 0;
    let resealed = 0;
    for (const { schema, column } of columns) {
      const done = await reseal(pool, schema, column, secrets);
      total += done.total;
      resealed += done.resealed;
    }
    return { key: secrets.keys.newest().id, isNew, total, resealed };
  });
}

type Columns = readonly { readonly schema: string; readonly column: SealedColumn }[];

/** Whether an earlier rotation left secrets under the previous key. */
async function isUnfinished(pool: Pool, secrets: Secrets, columns: Columns): Promise<boolean> {
  if (secrets.keys.all().length === 1) return false;
  for (const { schema, column } of columns) if (await hasStale(pool, schema, column, secrets)) return true;
  return false;
}
