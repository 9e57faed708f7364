import assert from 'node:assert/strict';
import type { Middleware } from 'openapi-fetch';

/** A client's connection to the gateway. */
export interface Reached {
  readonly url: string;
  readonly key: string;
  /** Records each operation that is called. */
  readonly noting: Middleware;
}

/** The result type of openapi-fetch. */
interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Returns the body of a success; throws otherwise. */
export async function success<Data>(
  call: Promise<Answered<Data>>,
  ...statuses: number[]
): Promise<NonNullable<Data>> {
  const { data, error, response } = await call;
  assert.equal(error, undefined, `${response.url}: ${JSON.stringify(error)}`);
  assert.ok((statuses.length > 0 ? statuses : [200]).includes(response.status), `is ${response.status}`);
  return data as NonNullable<Data>;
}

/** Returns the body of a failure with this status. */
export async function failure<Failed>(
  call: Promise<{ readonly error?: Failed; readonly response: Response }>,
  status: number,
): Promise<NonNullable<Failed>> {
  const { error, response } = await call;
  assert.equal(response.status, status);
  assert.ok(error);
  return error;
}
