import assert from 'node:assert/strict';
import type { Middleware } from 'openapi-fetch';

/** How a client reaches the gateway. */
export interface Reached {
  readonly url: string;
  readonly key: string;
  /** Notes each operation that is called. */
  readonly noting: Middleware;
}

/** What openapi-fetch answers with. */
interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a success; fails with the error otherwise. */
export async function success<Data>(
  call: Promise<Answered<Data>>,
  ...statuses: number[]
): Promise<NonNullable<Data>> {
  const { data, error, response } = await call;
  assert.equal(error, undefined, `${response.url}: ${JSON.stringify(error)}`);
  assert.ok((statuses.length > 0 ? statuses : [200]).includes(response.status), `is ${response.status}`);
  return data as NonNullable<Data>;
}

/** The body of a failure with this status. */
export async function failure<Failed>(
  call: Promise<{ readonly error?: Failed; readonly response: Response }>,
  status: number,
): Promise<NonNullable<Failed>> {
  const { error, response } = await call;
  assert.equal(response.status, status);
  assert.ok(error);
  return error;
}
