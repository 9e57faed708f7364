import { isUtf8 } from 'node:buffer';
import { TributaryError } from '@tributary/kit';
import type { GraphQLFormattedError } from 'graphql';
import { parseExactly } from '../exact-json.ts';
import { isObject } from '../execution/run.ts';
import type { Posted } from './post.ts';
import type { SubgraphResult } from './transport.ts';

/**
 * Reads what a subgraph has answered over HTTP. Anything but a response of GraphQL is an error that names the subgraph:
 * nothing that went wrong becomes a null without one. With a status other than 2xx its data does not count.
 */
export function readAnswer(service: string, { status, body }: Posted): SubgraphResult {
  const wrong = (what: string) =>
    new TributaryError('UPSTREAM_FAILED', `The subgraph ${service} answered ${what}.`, {
      details: { service, http: { status } },
    });
  if (body.length === 0) throw wrong(`HTTP ${status} without a body`);
  const answer = parse(body);
  if (!isObject(answer)) throw wrong(`HTTP ${status} with a body that is not a GraphQL response`);
  const { data, errors } = answer;
  if (!isErrors(errors)) throw wrong('errors that are not a list of GraphQL errors');
  if (data !== undefined && data !== null && !isObject(data)) throw wrong('data that are not an object');
  const succeeded = status >= 200 && status < 300;
  if (succeeded && data) return { data, ...(errors?.length ? { errors } : {}) };
  if (errors?.length) return { data: null, errors };
  throw wrong(succeeded ? 'neither data nor errors' : `HTTP ${status}`);
}

function parse(body: Buffer): unknown {
  if (!isUtf8(body)) return undefined;
  try {
    return parseExactly(body.toString());
  } catch {
    return undefined;
  }
}

function isErrors(errors: unknown): errors is readonly GraphQLFormattedError[] | null | undefined {
  if (errors === undefined || errors === null) return true;
  return Array.isArray(errors) && errors.every(isError);
}

function isError(error: unknown): boolean {
  if (!isObject(error) || typeof error['message'] !== 'string') return false;
  const { path, extensions } = error;
  const placed = path === undefined || path === null || (Array.isArray(path) && path.every(isPathElement));
  return placed && (extensions === undefined || extensions === null || isObject(extensions));
}

function isPathElement(element: unknown): boolean {
  return typeof element === 'string' || (typeof element === 'number' && Number.isInteger(element));
}
