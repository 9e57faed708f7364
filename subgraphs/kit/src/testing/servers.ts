import pg from 'pg';

/** Runs statements on one connection. */
export async function sendTo(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Runs one statement on the server, outside of any test's database. */
export function onServer(server: string, statement: string): Promise<void> {
  // Two concurrent clones of one template fail, so they wait for each other here.
  return sendTo(server, [`select pg_advisory_lock(hashtext('tributary test'))`, statement]);
}

/** Returns the URL of another database on the same server. */
export function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
