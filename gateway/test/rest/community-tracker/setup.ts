import {
  fillDemo,
  type HttpAnswer,
  type HttpOptions,
  http,
  importPosts,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';

/** The current time in these tests. */
export const NOW = Date.parse('2026-04-04T10:00:00.000Z');

/** A client of CommunityTracker: a gateway, a key, and an adjustable clock. */
export interface Client {
  readonly app: TestApp;
  readonly key: string;
  /** Sets the gateway's clock. */
  setTime(time: number): void;
  /** Sends `GET` with the key, unless the options contain another. */
  get(path: string, options?: HttpOptions): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/**
 * Starts a gateway with the demo workspace's posts in `ours`, and in `theirs` one that no other
 * workspace may see.
 */
export async function startClient(settings: Record<string, string> = {}): Promise<Client> {
  let now = NOW;
  const app = await startTestApp({ settings, clock: () => now });
  await fillDemo(app.database, app.workspaceId, new Date(NOW));
  await importPosts(app.database, app.otherId, [
    { url: 'https://example.org/theirs', title: 'Community monitoring of theirs' },
  ]);
  const key = await app.key('community-tracker');
  return {
    app,
    key,
    setTime: (time) => {
      now = time;
    },
    get: (path, options = {}) => http(app.url, path, { key, ...options }),
    stop: () => app.stop(),
  };
}

/** Returns the documented form of an error. */
export function errorOf(code: string, message?: unknown) {
  return { error: message === undefined ? { code, message: expectText } : { code, message } };
}

const expectText = { asymmetricMatch: (value: unknown) => typeof value === 'string' && value.length > 0 };
