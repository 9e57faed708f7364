import { DELIVERY_HEADER, ONCE_HEADER, PRINCIPAL_HEADER } from '@tributary/kit/host';

/** The form of a header's name (RFC 9110). */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Headers that describe one connection or one message, or that only the router may write: a client
 * that could send the principal's would choose who it is.
 */
const RESERVED = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  DELIVERY_HEADER,
  ONCE_HEADER,
  PRINCIPAL_HEADER,
]);

/** Whether rules must not read or write a header. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name.toLowerCase()) || name.toLowerCase().startsWith('sec-');
}

/** Compiles a pattern that must match the whole name of a header; throws a SyntaxError. */
export function namePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'i');
}
