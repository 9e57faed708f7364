import { causesOf } from './upstream-error.ts';

/**
 * Reasons of a failed connection, worded to follow a platform's name, by the error code of the
 * system or of undici.
 */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name does not resolve',
  EAI_AGAIN: 'its host name could not be resolved',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it closed the connection without a response',
  EPIPE: 'it closed the connection without a response',
  EHOSTUNREACH: 'there is no route to its host',
  ENETUNREACH: 'there is no route to its network',
  ETIMEDOUT: 'it did not accept the connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept the connection in time',
  UND_ERR_SOCKET: 'it closed the connection without a complete response',
  UND_ERR_HEADERS_OVERFLOW: 'its response headers are too large',
  UND_ERR_HEADERS_TIMEOUT: 'it did not respond in time',
  UND_ERR_BODY_TIMEOUT: 'it did not finish its response in time',
};

/** Returns why a request got no response, from the innermost known error; null if none is known. */
export function reasonOf(error: unknown): string | null {
  let reason: string | null = null;
  for (const { code, name } of causesOf(error)) {
    if (name === 'HTTPParserError') reason = 'its response is not valid HTTP';
    if (typeof code !== 'string') continue;
    if (/^(Z_|ERR__ERROR_)/.test(code)) reason = 'its response could not be decompressed';
    // The codes of OpenSSL and Node for failed certificates and handshakes.
    else if (/^(ERR_(SSL|TLS)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code))
      reason = `its TLS connection failed (${code})`;
    else reason = REASONS[code] ?? reason;
  }
  return reason;
}
