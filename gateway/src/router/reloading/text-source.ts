import { readFileSync, type Stats, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { invalidInput, type Logger } from '@tributary/kit';
import { boundedFetch, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { pause } from '@tributary/kit/jobs';

/** A text that may change while it is used. */
export interface TextSource {
  /** Reads the text; rejects with an error that says why it could not be read. */
  read(): Promise<string>;
  /** Calls back with the text whenever it may have changed; returns a function that ends this. */
  follow(changed: (text: string) => void, log: Logger): () => void;
}

/** How often the state of a file is read, in milliseconds. */
const FILE_INTERVAL = 1_000;

/**
 * Returns the text of a file. Its state is polled, because notifications of the file system miss a
 * file that is replaced, a link that is changed in a folder of Kubernetes, and network drives.
 */
export function fileSource(path: string, option: string, interval = FILE_INTERVAL): TextSource {
  return {
    async read() {
      return readText(path, option);
    },
    follow(changed, log) {
      const onChange = ({ nlink }: Stats) => {
        // While a file is being replaced there may be none.
        if (nlink === 0) return;
        readFile(path, 'utf8').then(changed, (error) =>
          log.warn({ err: error, path }, 'a followed file could not be read'),
        );
      };
      watchFile(path, { interval, persistent: false }, onChange);
      return () => unwatchFile(path, onChange);
    },
  };
}

/** Reads a file; throws an INVALID_INPUT error that names the option which it was given by. */
export function readText(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalidInput(option, (error as Error).message);
  }
}

/** A text at a URL. */
export interface PolledUrl {
  readonly url: string;
  /** Interval of the requests, in milliseconds. */
  readonly pollMs: number;
  /** Headers of the requests, such as credentials. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Maximum duration of one request, in milliseconds. */
const TIMEOUT = 10_000;

/** Returns the text at a URL, which is requested again only if its `ETag` has changed. */
export function urlSource({ url, pollMs, headers = {} }: PolledUrl): TextSource {
  let etag: string | null = null;
  /** Returns null if the text has not changed since the last request. */
  const request = async (known: string | null, signal: AbortSignal): Promise<string | null> => {
    const sent = known ? { ...headers, 'if-none-match': known } : headers;
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    const response = await boundedFetch(url, RESPONSE_LIMITS.graph, { headers: sent, signal: timeout });
    if (response.status === 304 && known) return null;
    if (!response.ok) throw new Error(`The response to GET ${url} has the status ${response.status}.`);
    const text = await response.text();
    etag = response.headers.get('etag');
    return text;
  };
  return {
    async read() {
      return (await request(null, new AbortController().signal))!;
    },
    follow(changed, log) {
      const ending = new AbortController();
      void pollUntil(ending.signal, pollMs, async () => {
        try {
          const text = await request(etag, ending.signal);
          if (text !== null) changed(text);
        } catch (error) {
          if (!ending.signal.aborted) log.warn({ err: error }, 'the supergraph could not be requested');
        }
      });
      return () => ending.abort();
    },
  };
}

async function pollUntil(signal: AbortSignal, interval: number, poll: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await pause(interval, signal);
    if (!signal.aborted) await poll();
  }
}
