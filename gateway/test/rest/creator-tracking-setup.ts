import { creators } from '@tributary/creators';
import { openServices } from '@tributary/kit/testing';
import { type HttpAnswer, type HttpOptions, http, startTestApp, type TestApp } from '@tributary/test/support';

/** A client of Creator Tracking. */
export interface Client {
  readonly app: TestApp;
  readonly key: string;
  /** Sends a JSON body by `POST` with the key, unless the options contain another. */
  post(path: string, body: unknown, options?: HttpOptions): Promise<HttpAnswer>;
  get(path: string, options?: HttpOptions): Promise<HttpAnswer>;
  /** Returns the workspace's balance in micro-dollars. */
  balance(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a gateway with the demo workspace's creators and balance in `ours`. */
export async function startClient(settings: Record<string, string> = {}): Promise<Client> {
  const app = await startTestApp({ settings });
  await creators.open(openServices(app.database)).demo(app.workspaceId, new Date());
  const key = await app.key('creator-tracking');
  return {
    app,
    key,
    post: (path, body, options = {}) =>
      http(app.url, path, {
        key,
        method: 'POST',
        body: JSON.stringify(body),
        ...options,
        headers: { 'content-type': 'application/json', ...options.headers },
      }),
    get: (path, options = {}) => http(app.url, path, { key, ...options }),
    async balance() {
      const { data } = await app.graphql('{ creatorBalance { microDollars } }');
      return data.creatorBalance.microDollars;
    },
    stop: () => app.stop(),
  };
}
