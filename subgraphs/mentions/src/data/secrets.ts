import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './tables.ts';

/** Reads the key that signs cursors. */
export async function readCursorKey({ db }: Pick<Scope<Tables>, 'db'>): Promise<string> {
  const { value } = await db
    .selectFrom('secrets')
    .where('name', '=', 'cursor')
    .select('value')
    .executeTakeFirstOrThrow();
  return value;
}
