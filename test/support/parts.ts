/** A response in parts that is being read. */
export interface OpenParts {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  /** Returns the next part; undefined after the last one. */
  next(): Promise<Part | undefined>;
  /** Returns the parts that are left. */
  rest(): Promise<Part[]>;
  /** Disconnects. */
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
export type Part = any;

/** The parameters with which a client asks for the formats of parts. */
export const PART_FORMATS = ['deferSpec=20220824', 'incrementalDeliverySpec=3283f8a'] as const;

/** Sends an operation, and accepts its response in parts of a format. */
export async function openParts(
  url: string,
  operation: { readonly query: string; readonly variables?: object },
  { accept, headers = {} }: { readonly accept: string; readonly headers?: Record<string, string> },
): Promise<OpenParts> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: `multipart/mixed;${accept},application/json;q=0.9`,
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  const contentType = response.headers.get('content-type') ?? '';
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let isFirst = true;
  /** Reads up to a boundary; a part is complete as soon as its last boundary has arrived. */
  const next = async (): Promise<Part | undefined> => {
    for (;;) {
      if (!contentType.startsWith('multipart/')) return wholeOf(reader);
      const end = text.indexOf('\r\n---');
      if (end >= 0) {
        const [, body] = text.slice(0, end).split('\r\n\r\n');
        text = text.slice(end + 5);
        if (isFirst) {
          isFirst = false;
          continue;
        }
        return JSON.parse(body!);
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
  };
  return {
    status: response.status,
    contentType,
    headers: response.headers,
    next,
    async rest() {
      const parts: Part[] = [];
      for (let part = await next(); part !== undefined; part = await next()) parts.push(part);
      return parts;
    },
    close: () => reader.cancel(),
  };
}

/** Reads a response that is not in parts; undefined once it has been read. */
async function wholeOf(reader: ReadableStreamDefaultReader<string>): Promise<Part | undefined> {
  let text = '';
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) text += value;
  return text === '' ? undefined : JSON.parse(text);
}

/** Merges the parts of either format to one result. */
export function mergeParts([first, ...later]: readonly Part[]): { data: Part; errors: Part[] } {
  const pending = new Map<string, Part>();
  const errors = [...(first.errors ?? [])];
  const response = { data: structuredClone(first.data) };
  for (const { incremental = [], pending: announced = [], completed = [] } of [first, ...later]) {
    for (const each of announced) pending.set(each.id, each);
    for (const { id, path, subPath = [], data, errors: more = [] } of incremental) {
      errors.push(...more);
      const at = path ?? [...pending.get(id).path, ...subPath];
      const target = at.reduce((value: Part, key: string | number) => value[key], response.data);
      merge(target, data);
    }
    for (const { errors: more = [] } of completed) errors.push(...more);
  }
  return { data: response.data, errors };
}

function merge(target: Part, source: Part): void {
  for (const [key, value] of Object.entries(source ?? {})) {
    if (value && typeof value === 'object' && target[key]) merge(target[key], value);
    else target[key] = value;
  }
}
