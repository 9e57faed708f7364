/** A client as it names itself. */
export interface SentClient {
  /** Empty if it sends none. */
  readonly name: string;
  readonly version: string;
}

/** Maximum lengths, in characters. */
const MOST_NAME = 100;
const MOST_VERSION = 50;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** Reads who has sent a request by the headers of Apollo, or of other clients. */
export function sentClient(headers: Readonly<Record<string, string | string[] | undefined>>): SentClient {
  const read = (part: string, most: number) => {
    const sent = headers[`apollographql-client-${part}`] ?? headers[`graphql-client-${part}`];
    return typeof sent === 'string' ? textOf(sent, most) : '';
  };
  return { name: read('name', MOST_NAME), version: read('version', MOST_VERSION) };
}

function textOf(sent: string, most: number): string {
  return sent.replace(CONTROL, '').trim().slice(0, most).trim().toWellFormed();
}
