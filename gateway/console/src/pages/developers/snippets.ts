/** An example of using the product from a program. */
export interface Snippet {
  readonly title: string;
  /** What it does, and where to put it. */
  readonly about: string;
  readonly text: string;
}

/** Returns the address of a path of this server. */
export function addressOf(path: string): string {
  return new URL(path, document.baseURI).href;
}

/** Returns the examples with the address of this server. */
export function snippets(): Snippet[] {
  const mcp = addressOf('mcp');
  return [
    {
      title: 'curl',
      about: 'Lists the newest open posts of your trackers.',
      text: `curl ${addressOf('graphql')} \\\n  -H "Authorization: Bearer $TRIBUTARY_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '{"query":"{ communityPosts(filter: { handled: false }, first: 5) { nodes { title url analysis { score } } } }"}'`,
    },
    {
      title: 'TypeScript client',
      about: 'Lists posts with the package @tributary/client, whose documents are typed.',
      text: `import { communityPosts, createClient } from '@tributary/client';\n\nconst client = createClient({ url: '${addressOf('').replace(/\/$/, '')}', key: 'KEY' });\nconst { communityPosts: found } = await client.execute(communityPosts, { search: 'open source', first: 5 });`,
    },
    {
      title: 'Claude Code',
      about: 'Connects the agent to the tools of this workspace.',
      text: `claude mcp add --transport http tributary ${mcp} --header "Authorization: Bearer $TRIBUTARY_KEY"`,
    },
    {
      title: 'Cursor and Windsurf',
      about: 'The file mcp.json.',
      text: JSON.stringify(
        { mcpServers: { tributary: { url: mcp, headers: { Authorization: 'Bearer KEY' } } } },
        null,
        2,
      ),
    },
    {
      title: 'VS Code',
      about: 'The file .vscode/mcp.json.',
      text: JSON.stringify(
        { servers: { tributary: { type: 'http', url: mcp, headers: { Authorization: 'Bearer KEY' } } } },
        null,
        2,
      ),
    },
    {
      title: 'Events as a stream',
      about: 'Receives what happens in the workspace as server-sent events, and resumes after a break.',
      text: `curl -N ${addressOf('v1/stream')} -H "Authorization: Bearer $TRIBUTARY_KEY"`,
    },
  ];
}

/** The REST APIs that are served, and the names of their OpenAPI documents. */
export const REST_APIS = [
  { name: 'CommunityTracker', document: 'community-tracker' },
  { name: 'Creator tracking', document: 'creator-tracking' },
  { name: 'SocialCRM', document: 'social-crm' },
  { name: 'Buzzabout', document: 'buzzabout' },
  { name: 'XTracker', document: 'xtracker' },
] as const;
