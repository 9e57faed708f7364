import { placementOf } from '@tributary/kit/citus';
import { readRecords } from '../support/leaks.ts';
import { schemas } from '../support/schemas.ts';
import { isStatement, loadParser, problemsOf } from './statement-rules.ts';

const MANIPULATION = /^\s*(with|select|insert|update|delete)\b/i;

/** Lists the recorded statements of a run that Citus would not execute as PostgreSQL does. */
export async function findUndistributable(folder: string): Promise<string[]> {
  const placement = placementOf(schemas);
  const records = await readRecords<{ text: string }>(folder, 'statements');
  const texts = new Set(records.map(({ text }) => text).filter((text) => MANIPULATION.test(text)));
  await loadParser();
  // PostgreSQL refuses the others itself.
  const statements = [...texts].filter(isStatement);
  return statements.flatMap((text) =>
    problemsOf(text, placement).map((problem) => `${problem}: ${text.replace(/\s+/g, ' ')}`),
  );
}
