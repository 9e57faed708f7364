import { createLogger, onShutdown, readConfig } from '@tributary/kit/host';
import { demoKeysFile } from './access/index.ts';
import { type App, startApp } from './app.ts';

/** Starts the gateway from the environment and runs until SIGTERM or SIGINT. */
export async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.LOG_LEVEL);
  const app = await startApp(config, log);
  onShutdown(log, app.stop);
  process.stdout.write(greeting(app, demoKeysFile(config.dataDir), await app.createOwnerLink()));
}

/** Returns the first steps to print; the start that created the demo also prints its keys. */
function greeting({ url, demoKeys }: App, file: string, ownerLink: string | null): string {
  const lines = [`Tributary is ready at ${url}`, `  GraphQL and GraphiQL  ${url}/graphql`];
  if (ownerLink)
    lines.push(
      '',
      'Nobody can log in to the console yet. This link makes the account of the owner; it works once, for a day:',
      `  ${ownerLink}`,
    );
  if (demoKeys) {
    lines.push('', `A workspace "demo" was created. Its keys, also in ${file}:`);
    for (const [kind, key] of Object.entries(demoKeys)) lines.push(`  ${kind.padEnd(18)} ${key}`);
    lines.push('', ...examples(url, demoKeys));
  }
  return `${lines.join('\n')}\n`;
}

function examples(url: string, keys: NonNullable<App['demoKeys']>): string[] {
  return [
    'CommunityTracker:',
    `  curl -H "X-API-Key: ${keys['community-tracker']}" "${url}/api-posts?keyword=AI+tools&min_score=7&limit=5"`,
    'SocialCRM:',
    `  curl -H "Authorization: Bearer ${keys['social-crm']}" "${url}/v1/posts"`,
    'XTracker:',
    `  curl -H "X-API-Key: ${keys.xtracker}" "${url}/v1/posts?username=elonmusk&start_date=2025-01-01"`,
    'GraphQL:',
    `  curl ${url}/graphql -H "X-API-Key: ${keys.native}" -H "Content-Type: application/json" \\`,
    `    -d '{"query":"{ viewer { workspace { name } limits { product remaining } } }"}'`,
  ];
}
