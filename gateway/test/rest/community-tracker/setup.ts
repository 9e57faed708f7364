import {
  fillDemo,
  type HttpAnswer,
  type HttpOptions,
  http,
  importPosts,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';

/** The moment at which these tests live. */
export const NOW = Date.parse('2026-04-04T10:00:00.000Z');

/** CommunityTracker as a client sees it: a gateway, a key, and a clock to turn. */
export interface Client {
  readonly app: TestApp;
  readonly key: string;
  /** Sets the gateway's clock. */
  setTime(time: number): void;
  /** `GET` with the key, unless the options have another. */
  get(path: string, options?: HttpOptions): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/**
 * A gateway with the demo workspace's posts in `ours`, and in `theirs` one that nobody else may
 * see.
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

/** The documented form of an error. */
export function errorOf(code: string, message?: unknown) {
  return { error: message === undefined ? { code, message: expectText } : { code, message } };
}

const expectText = { asymmetricMatch: (value: unknown) => typeof value === 'string' && value.length > 0 };
