import { TributaryError } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import { Command } from 'commander';
import { type Session, withSession } from './session/index.ts';
import { type Flags, json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

interface Import {
  id: string;
  kind: string;
  file: string;
  subject: string;
  startedAt: string;
  undoneAt: string | null;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

const FIELDS = 'id kind file subject startedAt undoneAt inserted updated unchanged rejected';

/** `imports`: lists and undoes the imports of a workspace. */
export function importsCommand(): Command {
  const group = new Command('imports').description('list and undo the imports of a workspace');
  group
    .command('list')
    .description('list the imports of a workspace, newest first')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) => list(flags));
  group
    .command('undo <id>')
    .description('delete the rows that an import inserted; rows that it only changed are kept')
    .addOption(workspace())
    .addOption(json())
    .action((id: string, flags: Flags) => undo(id, flags));
  return group;
}

function list(flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const imports = await allImports(session, flags.workspace);
    const rows = imports.map((each) => [
      each.id,
      each.startedAt,
      each.kind.toLowerCase().replace('_', '-'),
      each.subject,
      String(each.inserted),
      String(each.updated),
      String(each.rejected),
      each.undoneAt ? 'undone' : '',
      each.file,
    ]);
    const header = ['ID', 'STARTED', 'KIND', 'SUBJECT', 'NEW', 'CHANGED', 'REJECTED', 'STATUS', 'FILE'];
    print(flags.json, imports, table([header, ...rows]));
  });
}

/**
 * Where imports are recorded: the list field, and the mutation that undoes an import, of each
 * subgraph.
 */
const RECORDS = [
  { list: 'imports', undo: 'undoImport', undone: 'ImportUndone' },
  { list: 'creatorImports', undo: 'undoCreatorImport', undone: 'CreatorImportUndone' },
] as const;

/** Lists all imports, newest first. */
async function allImports({ admin, graph }: Session, name: string): Promise<Import[]> {
  const { id } = await admin.findWorkspace(name);
  const lists = await Promise.all(RECORDS.map(({ list }) => Array.fromAsync(importsOf(graph, id, list))));
  return lists.flat().sort((one, other) => other.startedAt.localeCompare(one.startedAt));
}

async function* importsOf(
  graph: Session['graph'],
  workspaceId: string,
  list: string,
): AsyncGenerator<Import> {
  const document = `query Imports($after: String) {
    page: ${list}(first: 100, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } }
  }`;
  for (let after: string | null = null, more = true; more; ) {
    const { page }: { page: Page } = await graph.ask(
      { principal: operatorPrincipal(workspaceId) },
      document,
      { after },
    );
    yield* page.nodes;
    ({ hasNextPage: more, endCursor: after } = page.pageInfo);
  }
}

interface Page {
  nodes: Import[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

interface Undone {
  message?: string;
  deleted: number;
  import: Import;
}

function undo(id: string, flags: Flags): Promise<void> {
  return withSession(async ({ admin, graph }) => {
    const workspace = await admin.findWorkspace(flags.workspace);
    const undone = await undoInAnyList(graph, workspace.id, id);
    if (undone.message !== undefined) throw new TributaryError('INVALID_INPUT', undone.message);
    const { file, subject, updated } = undone.import;
    const what = undone.import.kind === 'CREATORS' ? 'creators' : 'posts';
    const changed =
      updated > 0
        ? ` ${updated} ${what} that it changed are kept; import the earlier file again to restore them.`
        : '';
    print(flags.json, undone, [`Deleted ${undone.deleted} ${what} of ${subject} from ${file}.${changed}`]);
  });
}

/** Undoes an import in whichever list contains it; ids are unique across the lists. */
async function undoInAnyList(graph: Session['graph'], workspaceId: string, id: string): Promise<Undone> {
  let undone: Undone | undefined;
  for (const { undo: mutation, undone: type } of RECORDS) {
    const document = `mutation UndoImport($id: ID!) {
      undone: ${mutation}(id: $id) {
        ... on ${type} { deleted import { ${FIELDS} } }
        ... on NotFound { message }
      }
    }`;
    ({ undone } = await graph.ask<{ undone: Undone }>(
      { principal: operatorPrincipal(workspaceId) },
      document,
      { id },
    ));
    if (undone.message === undefined) break;
  }
  return undone!;
}
