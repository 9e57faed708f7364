/** The error of a response that did not arrive in time. */
export class LateResponseError extends Error {
  readonly code = 'LATE_RESPONSE';

  constructor(message: string) {
    super(message);
    this.name = 'LateResponseError';
  }
}

/** The error of a response that is not valid HTTP/1.1. */
export class MalformedResponseError extends Error {
  readonly code = 'MALFORMED_RESPONSE';

  constructor(what: string) {
    super(`The response has ${what}.`);
    this.name = 'MalformedResponseError';
  }
}

/** The error of a connection that ended without a complete response. */
export class LostConnectionError extends Error {
  readonly code: string;

  constructor(message: string, code: 'ECONNRESET' | 'ETIMEDOUT' = 'ECONNRESET') {
    super(message);
    this.name = 'LostConnectionError';
    this.code = code;
  }
}
