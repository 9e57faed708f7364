import type { Resource } from '../../access/index.ts';

/** Descriptions of scopes on the consent page. */
const LABELS: Readonly<Record<string, string>> = {
  profile: 'View your name, email address and plan',
  'accounts:read': 'View the X accounts that the workspace follows',
  'accounts:write': 'Follow and unfollow X accounts for the workspace',
  'posts:read': 'Read the posts of followed accounts',
  'posts:write': 'Write, change and delete drafts',
  'posts:publish': 'Schedule and publish posts in the name of the workspace',
  'ai:generate': 'Write texts with the language model',
  'media:write': 'Upload images and videos',
  'insights:read': 'View how published posts perform',
  'community:read': 'Read community posts, their analysis and the trackers that find them',
  'community:write': 'Change trackers, and mark community posts as handled or wrong',
  'creators:read': 'Look up creators and their statistics',
  'mentions:read': 'Read mentions, their analysis and datasets',
  'mentions:write': 'Change datasets, and start runs that collect mentions',
  'workspace:read': 'View the plans, the usage and the API keys of the workspace',
  'events:read': 'Read what happens in the workspace',
  'webhooks:write': 'Create, change and delete webhooks',
  'alerts:write': 'Create, change and delete alerts and where they are sent',
  'views:read': 'View saved views',
  'views:write': 'Create, change and delete saved views',
};

/** Descriptions of scopes that mean more to agents than to clients of the REST API. */
const LABELS_OF_AGENTS: Readonly<Record<string, string>> = {
  'posts:read': 'Read the posts of followed accounts, and the posts and drafts of the workspace',
};

/** Describes what a client with this scope can do, for the user who is asked to allow it. */
export function scopeLabel(scope: string, resource: Resource): string {
  return (resource === 'mcp' ? LABELS_OF_AGENTS[scope] : undefined) ?? LABELS[scope] ?? scope;
}

/** Returns whether a client with this scope can change something, or spend what the plan has. */
export function isChange(scope: string): boolean {
  return !scope.endsWith(':read') && scope !== 'profile';
}
