import { operatorPrincipal, TributaryError } from '@tributary/kit';
import { Command } from 'commander';
import { json, workspace } from './options.ts';
import { print, type Session, table, withSession } from './session.ts';

interface Flags {
  workspace: string;
  json?: boolean;
}

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

/** `imports`: what was imported into a workspace, and taking it back. */
export function importsCommand(): Command {
  const group = new Command('imports').description('imports of posts into a workspace');
  group
    .command('list')
    .description('list the imports of a workspace, latest first')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) => list(flags));
  group
    .command('undo <id>')
    .description('delete the posts that an import brought; posts that it only changed stay')
    .addOption(workspace())
    .addOption(json())
    .action((id: string, flags: Flags) => undo(id, flags));
  return group;
}

function list(flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const imports = await Array.fromAsync(allImports(session, flags.workspace));
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

async function* allImports({ admin, graph }: Session, name: string): AsyncGenerator<Import> {
  const { id } = await admin.findWorkspace(name);
  const document = `query Imports($after: String) {
    imports(first: 100, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } }
  }`;
  for (let after: string | null = null, more = true; more; ) {
    const { imports: page }: { imports: Page } = await graph.ask(
      { principal: operatorPrincipal(id) },
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

function undo(id: string, flags: Flags): Promise<void> {
  return withSession(async ({ admin, graph }) => {
    const workspace = await admin.findWorkspace(flags.workspace);
    const document = `mutation UndoImport($id: ID!) {
      undoImport(id: $id) {
        ... on ImportUndone { deleted import { ${FIELDS} } }
        ... on NotFound { message }
      }
    }`;
    const { undoImport: undone } = await graph.ask<{
      undoImport: { message?: string; deleted: number; import: Import };
    }>({ principal: operatorPrincipal(workspace.id) }, document, { id });
    if (undone.message !== undefined) throw new TributaryError('INVALID_INPUT', undone.message);
    const { file, subject, updated } = undone.import;
    const kept =
      updated > 0
        ? ` ${updated} posts that it changed stay; import the earlier file again to restore them.`
        : '';
    print(flags.json, undone, [`Deleted ${undone.deleted} posts of ${subject} from ${file}.${kept}`]);
  });
}
