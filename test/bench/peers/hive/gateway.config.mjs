/**
 * Hive Gateway with its defaults, except that it neither deduplicates requests nor logs each of
 * them nor watches the supergraph file.
 */
import { defineConfig } from '@graphql-hive/gateway';

export const gatewayConfig = defineConfig({
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
  logging: 'error',
  landingPage: false,
  graphiql: false,
  pollingInterval: 0,
});
