import type { Subgraph } from '@tributary/kit/host';
import { exclusively, hasStale, type Resealed, reseal, type Secrets } from '@tributary/kit/postgres';
import type { Pool } from 'pg';

/** What a rotation has done. */
export interface RotatedSecrets extends Resealed {
  /** The key that all secrets are sealed under. */
  readonly key: string;
  /** Whether the key was made by it. */
  readonly isNew: boolean;
}

/**
 * Seals all secrets under the newest key. A rotation that was cut off is finished before another key is made; two at a
 * time wait for each other.
 */
export function rotateSecrets(
  pool: Pool,
  secrets: Secrets,
  schemas: readonly Pick<Subgraph, 'name' | 'sealed'>[],
): Promise<RotatedSecrets> {
  const columns = schemas.flatMap(({ name, sealed }) => sealed.map((column) => ({ schema: name, column })));
  return exclusively(pool, 'secrets', async () => {
    const isNew = secrets.keys.isMade && !(await isUnfinished(pool, secrets, columns));
    if (isNew) secrets.keys.rotate();
    let total = 0;
    let resealed = 0;
    for (const { schema, column } of columns) {
      const done = await reseal(pool, schema, column, secrets);
      total += done.total;
      resealed += done.resealed;
    }
    return { key: secrets.keys.all()[0]!.id, isNew, total, resealed };
  });
}

type Columns = readonly { readonly schema: string; readonly column: Subgraph['sealed'][number] }[];

/** Whether an earlier rotation has left secrets under the key before; with one key there was none. */
async function isUnfinished(pool: Pool, secrets: Secrets, columns: Columns): Promise<boolean> {
  if (secrets.keys.all().length === 1) return false;
  for (const { schema, column } of columns) if (await hasStale(pool, schema, column, secrets)) return true;
  return false;
}
