import { kyselyFor } from '@tributary/kit/postgres';
import { Pool } from 'pg';
import { charge, scheduleOf, takeUnits } from '../../subgraphs/listening/src/data/sources/budgets.ts';
import { type Tables, tenantTables } from '../../subgraphs/listening/src/data/tables.ts';

// A process that takes units and money as fast as it can, and prints how often it succeeded:
// node take-budget.ts DATABASE_URL WORKSPACE ATTEMPTS
const [url, workspaceId, attempts] = process.argv.slice(2);
const NOW = new Date('2026-11-01T12:00:00Z');
const pool = new Pool({ connectionString: url!, max: 4 });
const db = kyselyFor<Tables>(pool, 'listening', tenantTables);
const quota = scheduleOf({ units: 200, windowMs: 60_000 });
const expense = { platform: 'x', payers: [workspaceId!], day: '2026-11-01', dollars: 0.25, cap: 10 };

let units = 0;
let charges = 0;
const take = async () => {
  if ((await takeUnits(db, 'three processes', quota, 1, NOW)) === null) units += 1;
  if (await charge(db, expense)) charges += 1;
};
process.stdin.once('data', async () => {
  for (let left = Number(attempts); left > 0; left -= 4) await Promise.all([take(), take(), take(), take()]);
  await pool.end();
  process.stdout.write(JSON.stringify({ units, charges }));
  process.exit();
});
await pool.query('select 1');
process.stdout.write('ready\n');
