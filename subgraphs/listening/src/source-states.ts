import { kyselyFor } from '@tributary/kit/postgres';
import { listBudgets } from './data/sources/budgets.ts';
import { listSources } from './data/sources/sources.ts';
import { type Tables, tenantTables } from './data/tables.ts';
import { type OperatorSource, sourceStates } from './health.ts';
import { openListeningSources } from './listening-sources.ts';
import type { ListeningServices } from './open-listening.ts';

/** Lists the state of every source as a whole, for an operator. */
export async function listSourceStates({
  pool,
  clock,
  metrics,
  settings,
}: Omit<ListeningServices, 'log'>): Promise<OperatorSource[]> {
  const db = kyselyFor<Tables>(pool, 'listening', tenantTables);
  const now = clock();
  return sourceStates({
    stored: await listSources(db, new Date(now)),
    sources: openListeningSources({ db, clock, metrics, settings }),
    budgets: await listBudgets(db),
    isOn: settings.TRIBUTARY_LISTENING === 'on',
    now,
  });
}
