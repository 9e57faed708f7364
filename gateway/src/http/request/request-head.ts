import type { IncomingMessage } from 'node:http';

/** A host name or address, and a port (RFC 3986, section 3.2.2). It may be empty. */
const HOST = /^(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*(?::\d{0,5})?$|^\[[0-9a-f:.]+\](?::\d{0,5})?$/i;
/** A request target in absolute form, as a client sends it to a proxy. */
const ABSOLUTE = /^https?:\/\/([^/?#]+)([^#]*)/i;

/**
 * Normalises the head of a request: converts a target in absolute form to a path, and its host to
 * the Host header (RFC 9112, section 3.2.2). Returns why the request is rejected, or null.
 * Ambiguity about the body's length or the host would allow request smuggling.
 */
export function normaliseHead(request: IncomingMessage): string | null {
  const hosts = valuesOf(request, 'host');
  if (hosts.length > 1) return 'The request has more than one Host header.';
  const { url = '/', headers } = request;
  const absolute = ABSOLUTE.exec(url);
  if (absolute) {
    const [, host = '', target = ''] = absolute;
    headers.host = host;
    request.url = target.startsWith('/') ? target : `/${target}`;
  }
  if (headers.host !== undefined && !HOST.test(headers.host)) return 'The Host header is not valid.';
  const codings = valuesOf(request, 'transfer-encoding').join(',').toLowerCase().split(',');
  if (codings.some((coding) => coding.trim() !== '' && coding.trim() !== 'chunked') || codings.length > 1)
    return 'The only accepted Transfer-Encoding is chunked.';
  return null;
}

/** Returns all values of a header, of which Node keeps only the first for some. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]!.toLowerCase() === name) values.push(rawHeaders[index + 1]!);
  return values;
}
