import { Counter, type Registry } from 'prom-client';

/** Metrics of listening, by platform. */
export interface ListeningMetrics {
  readonly items: Counter<'platform'>;
  readonly matches: Counter<'platform'>;
  readonly deletions: Counter<'platform'>;
}

/** Creates the metrics in a registry. */
export function listeningMetrics(registry: Registry): ListeningMetrics {
  const counter = (name: string, help: string) =>
    new Counter({
      name: `tributary_listening_${name}`,
      help,
      labelNames: ['platform'],
      registers: [registry],
    });
  return {
    items: counter('items_total', 'Items that a source has delivered.'),
    matches: counter('matches_total', 'Items stored for a query.'),
    deletions: counter('deletions_total', 'Stored items that their platform has deleted.'),
  };
}
