/** A response that reports a failure. */
export interface RequestFailure {
  readonly status: number;
  /** Identifies the request in the log of the gateway. */
  readonly requestId: string | null;
  /** The body, parsed if it is JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** The base class of all errors of this package. */
export class TributaryClientError extends Error {
  override readonly name: string = 'TributaryClientError';
}

/** No response arrived: the gateway is unreachable, or the connection was cut. */
export class NetworkError extends TributaryClientError {
  override readonly name = 'NetworkError';
}

/** A response whose status reports a failure. */
export class HttpError extends TributaryClientError implements RequestFailure {
  override readonly name: string = 'HttpError';
  readonly status: number;
  readonly requestId: string | null;
  readonly body: unknown;
  readonly headers: Headers;

  constructor({ status, requestId, body, headers }: RequestFailure) {
    super(messageOf(body) ?? `The gateway responded with ${status}.`);
    this.status = status;
    this.requestId = requestId;
    this.body = body;
    this.headers = headers;
  }
}

/** 401: there is no valid key. */
export class AuthenticationError extends HttpError {
  override readonly name = 'AuthenticationError';
}

/** 402 or 403: the key lacks a scope, or the plan or the balance does not allow the operation. */
export class PermissionError extends HttpError {
  override readonly name = 'PermissionError';
}

/** 429: there were too many requests. */
export class RateLimitError extends HttpError {
  override readonly name = 'RateLimitError';
  /** Seconds after which a request may succeed; null if unknown. */
  readonly retryAfter: number | null;

  constructor(failure: RequestFailure) {
    super(failure);
    this.retryAfter = retryAfterOf(failure.headers);
  }
}

/** An error of a GraphQL response. */
export interface GraphQLResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A GraphQL response with errors. */
export class GraphQLRequestError extends TributaryClientError {
  override readonly name = 'GraphQLRequestError';
  readonly errors: readonly GraphQLResponseError[];
  /** The data that was returned nevertheless. */
  readonly data: unknown;
  /** The code of the first error: `INVALID_INPUT`, `FORBIDDEN_SCOPE`, `RATE_LIMITED` and so on. */
  readonly code: string;

  constructor(errors: readonly GraphQLResponseError[], data: unknown) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
    this.data = data;
    this.code = String(errors[0]?.extensions?.['code'] ?? 'INTERNAL');
  }
}

/** A webhook message whose signature or time is wrong. */
export class InvalidSignatureError extends TributaryClientError {
  override readonly name = 'InvalidSignatureError';
}

/** Returns the error of a response by its status. */
export function httpErrorOf(failure: RequestFailure): HttpError {
  switch (failure.status) {
    case 401:
      return new AuthenticationError(failure);
    case 402:
    case 403:
      return new PermissionError(failure);
    case 429:
      return new RateLimitError(failure);
    default:
      return new HttpError(failure);
  }
}

/** Returns the value of `Retry-After` in seconds; null without one. */
export function retryAfterOf(headers: Headers): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

/** Finds the message in the envelopes of the gateway and of the documented APIs. */
function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { message, title, detail, error } = body as Record<string, unknown>;
  for (const text of [message, title, detail, error]) if (typeof text === 'string') return text;
  return messageOf(error);
}
