/** Client of a Tributary gateway; needs `fetch` and WebCrypto only. */
export { type Client, type ClientOptions, createClient } from './client.ts';
export {
  AuthenticationError,
  GraphQLRequestError,
  HttpError,
  InvalidSignatureError,
  NetworkError,
  PermissionError,
  RateLimitError,
  type RequestFailure,
  TributaryClientError,
} from './client-errors.ts';
export type { Document, ResultOf, VariablesOf } from './document.ts';
export * from './documents.ts';
export type { StreamedEvent, StreamOptions } from './event-stream.ts';
export type { RestApi, RestInput } from './rest/rest-api.ts';
export { verifyWebhook, type WebhookHeaders, type WebhookMessage } from './verify-webhook.ts';
