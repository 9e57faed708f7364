/**
 * The HTTP server and the endpoints that belong to no API: health, metrics, documents, events,
 * exports, media, pages.
 */
export { registerBilling } from './endpoints/billing.ts';
export { type Console, openConsole, registerConsole } from './endpoints/console-page.ts';
export { registerDocuments } from './endpoints/documents.ts';
export { registerEvents } from './endpoints/events.ts';
export { registerExports } from './endpoints/exports.ts';
export { type HealthSources, registerHealth } from './endpoints/health.ts';
export { registerMedia } from './endpoints/media.ts';
export { registerSandbox } from './endpoints/sandbox.ts';
export { createServer } from './server.ts';
