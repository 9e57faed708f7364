/** Replacing the supergraph and the configuration of a running router. */
export { reloadMetrics } from './reload-metrics.ts';
export { type Reloader, type Sources, startReloader, type Texts } from './reloader.ts';
export { fileSource, readText, type TextSource, urlSource } from './text-source.ts';
export { warmPlans } from './warm-plans.ts';
