import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Paths of headers and members that hold credentials in a log line. */
const SECRETS = [
  'req.headers.authorization',
  'req.headers["x-api-key"]',
  'req.headers.cookie',
  'headers.authorization',
  'err.headers.authorization',
  'err.headers["x-api-key"]',
  'headers["x-api-key"]',
  '*.api_key',
  '*.password',
  '*.secret',
];

/** Creates the logger of a process: JSON lines on standard output, without credentials. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: SECRETS, censor: '[redacted]' },
    // A key may be anywhere, for instance in a vendor's message or the cause of an error, so the
    // whole line is redacted.
    hooks: { streamWrite: redactText },
    serializers: {
      err: pino.stdSerializers.errWithCause,
      req: (request: { method: string; url: string; id: string; ip?: string }) => ({
        method: request.method,
        url: redactUrl(request.url),
        id: request.id,
        ip: request.ip,
      }),
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Returns a URL for the log, without keys in the query string and of limited length. */
export function redactUrl(url: string): string {
  return redactText(
    url.replace(/([?&](?:api_key|access_token|code|link|signature)=)[^&#]*/gi, '$1[redacted]'),
  ).slice(0, 2_000);
}

/** Removes API keys from a text, such as an id into which a caller has put one. */
export function redactText(text: string): string {
  return text.replace(/\b((?:ct|sk|xt|bz|tk)_live_)\w+/g, '$1[redacted]');
}
