import { openServices } from '@tributary/kit/testing';
import { mentions } from '@tributary/mentions';
import { type HttpAnswer, http, startTestApp, type TestApp } from '@tributary/test/support';

/** The current time in these tests. */
export const NOW = Date.parse('2026-04-04T10:00:00.000Z');

/** A client of Buzzabout. */
export interface Client {
  readonly app: TestApp;
  readonly key: string;
  /** Sends a JSON body with the key. */
  send(method: string, path: string, body?: unknown, key?: string): Promise<HttpAnswer>;
  /** `POST /v1/mentions`. */
  mentions(body: unknown, key?: string): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/** Starts a gateway with the demo's dataset in the workspace. */
export async function startClient(): Promise<Client> {
  const app = await startTestApp({ clock: () => NOW });
  await mentions.open(openServices(app.database)).demo(app.workspaceId, new Date(NOW));
  const key = await app.key('buzzabout');
  const send = (method: string, path: string, body?: unknown, with_ = key) =>
    http(app.url, path, {
      method,
      key: with_,
      ...(body === undefined
        ? {}
        : {
            body: typeof body === 'string' ? body : JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    });
  return {
    app,
    key,
    send,
    mentions: (body, with_) => send('POST', '/v1/mentions', body, with_),
    stop: () => app.stop(),
  };
}

/** Returns the documented form of a 422. */
export function unprocessable(errors: Record<string, unknown>) {
  return {
    status: 'client_error',
    error_code: 'unprocessable_entity',
    detail: { message: 'Invalid request data', errors },
    transient: false,
  };
}

/** Returns the documented form of any other client error. */
export function clientError(code: string, detail: unknown, transient = false) {
  return { status: 'client_error', error_code: code, detail, transient };
}
