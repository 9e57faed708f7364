import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';

/** A change of the schema that clients see. */
export interface SchemaChange {
  /** The coordinate of what has changed: `Query.posts`. */
  readonly path: string;
  readonly message: string;
  readonly criticality: 'breaking' | 'dangerous' | 'safe';
}

const CRITICALITY = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
} as const;

/** Changes that no client can notice. */
const UNNOTICED = /DESCRIPTION/;

/** Lists what differs between two schemas, except for descriptions, in the order of coordinates. */
export async function listChanges(before: GraphQLSchema, after: GraphQLSchema): Promise<SchemaChange[]> {
  const changes = (await diff(before, after)) as Change[];
  return changes
    .filter(({ type }) => !UNNOTICED.test(type))
    .map(({ path = '', message, criticality }) => ({
      path,
      message,
      criticality: CRITICALITY[criticality.level],
    }))
    .sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
}

const SECTIONS = [
  ['breaking', 'Breaking', 'Operations that were valid can be invalid or get other types.'],
  [
    'dangerous',
    'Dangerous',
    'Every operation stays valid, but a client may meet values that it does not know.',
  ],
  ['safe', 'Compatible', 'No client notices them.'],
] as const;

/** Returns the changes as a document. */
export function changesDocument(changes: readonly SchemaChange[], release: string): string {
  const sections = SECTIONS.map(([criticality, title, meaning]) => {
    const lines = changes
      .filter((change) => change.criticality === criticality)
      .map(({ path, message }) => `- \`${path}\`: ${message}${message.endsWith('.') ? '' : '.'}`);
    return `## ${title}\n\n${meaning}\n\n${lines.length > 0 ? lines.join('\n') : 'None.'}\n`;
  });
  return `# Changes of the GraphQL schema since ${release}

\`npm run compose\` writes this page by comparing \`api.graphql\` with \`released.graphql\`, the schema of the last release.

${sections.join('\n')}`;
}

/**
 * Lists the breaking changes whose coordinate the changelog does not name under `Unreleased`. An
 * argument may be named as \`Query.posts(first:)\`.
 */
export function listUnannounced(changes: readonly SchemaChange[], changelog: string): SchemaChange[] {
  const [, unreleased = ''] = /^## Unreleased\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog) ?? [];
  const names = (path: string) => {
    const [type, field, argument] = path.split('.');
    return [path, ...(argument ? [`${type}.${field}(${argument}:`] : [])];
  };
  return changes.filter(
    ({ criticality, path }) =>
      criticality === 'breaking' && !names(path).some((name) => unreleased.includes(`\`${name}`)),
  );
}
