/** Hive Gateway as it comes, but that it does not take two requests for one, nor logs each, nor watches the file. */
import { defineConfig } from '@graphql-hive/gateway';

export const gatewayConfig = defineConfig({
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
  logging: 'error',
  landingPage: false,
  graphiql: false,
  pollingInterval: 0,
});
