import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Headers and members that hold credentials, wherever a log line may carry them. */
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

/** The process's log: JSON lines on standard output, credentials removed. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: SECRETS, censor: '[redacted]' },
    // A key may stand anywhere: in the cause of an error, in a vendor's message. It is taken out of the whole line.
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

/** A URL fit for a log: keys in the query string are removed, and a very long one is cut. */
export function redactUrl(url: string): string {
  return redactText(
    url.replace(/([?&](?:api_key|access_token|code|signature)=)[^&#]*/gi, '$1[redacted]'),
  ).slice(0, 2_000);
}

/** A text in which a key may stand that its caller has put somewhere, such as into an id: shown without. */
export function redactText(text: string): string {
  return text.replace(/\b((?:ct|sk|xt|bz|tk)_live_)\w+/g, '$1[redacted]');
}
