import type { OpenSubgraph, Subgraph } from '@tributary/kit/host';
import { openServices, type TestDatabase } from '@tributary/kit/testing';

/**
 * Imports rows into a workspace with the code of `tributary import KIND`; missing fields are
 * unknown.
 */
export async function importRows(
  database: TestDatabase,
  [subgraph, kind]: readonly [Subgraph, string],
  workspaceId: string,
  options: Readonly<Record<string, string>>,
  rows: readonly Readonly<Record<string, string | number | Date>>[],
): Promise<void> {
  const { fields } = subgraph.imports.find(({ name }) => name === kind)!;
  const blank = Object.fromEntries(fields.map(({ name }) => [name, null]));
  const target = subgraph.open(openServices(database)).beginImport(kind, workspaceId, options, undefined);
  await writeRows(
    target,
    rows.map((row) => ({ ...blank, ...row })),
  );
}

/** Runs rows through all steps of an import. */
export async function writeRows(
  target: ReturnType<OpenSubgraph['beginImport']>,
  rows: readonly object[],
): Promise<void> {
  const parsed = rows.map((row) => target.parse(row as never));
  try {
    await target.write((await target.prepare?.(parsed)) ?? parsed);
  } finally {
    await target.finish?.({ error: null });
  }
}
