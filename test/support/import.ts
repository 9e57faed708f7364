import type { OpenSubgraph, Subgraph } from '@tributary/kit/host';
import { openServices, type TestDatabase } from '@tributary/kit/testing';

/** Puts rows into a workspace as `tributary import KIND` does, by the same code; a field that a row lacks is not told. */
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

/** Takes rows through the steps of an import, to its end. */
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
