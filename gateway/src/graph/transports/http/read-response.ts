import { isUtf8 } from 'node:buffer';
import { TributaryError } from '@tributary/kit';
import type { GraphQLFormattedError } from 'graphql';
import { parseExactly } from '../../exact-numbers.ts';
import { isObject } from '../../json.ts';
import type { SubgraphResult } from '../transport.ts';
import type { Posted } from './exchange.ts';

/**
 * Reads a subgraph's HTTP response. Throws an error that names the subgraph unless it is a valid
 * GraphQL response. Ignores data of a response whose status is not 2xx.
 */
export function readResponse(
  service: string,
  { status, body }: Pick<Posted, 'status' | 'body'>,
): SubgraphResult {
  const invalid = (what: string) =>
    new TributaryError('UPSTREAM_FAILED', `The subgraph ${service} returned ${what}.`, {
      details: { service, status },
    });
  if (body.length === 0) throw invalid(`HTTP ${status} without a body`);
  const response = parse(body);
  if (!isObject(response)) throw invalid(`HTTP ${status} with a body that is not a GraphQL response`);
  const { data, errors } = response;
  if (!isErrors(errors)) throw invalid('errors that are not a list of GraphQL errors');
  if (data !== undefined && data !== null && !isObject(data)) throw invalid('data that is not an object');
  const succeeded = status >= 200 && status < 300;
  if (succeeded && data) return { data, ...(errors?.length ? { errors } : {}) };
  if (errors?.length) return { data: null, errors };
  throw invalid(succeeded ? 'neither data nor errors' : `HTTP ${status}`);
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
  const validPath = path === undefined || path === null || (Array.isArray(path) && path.every(isPathElement));
  return validPath && (extensions === undefined || extensions === null || isObject(extensions));
}

function isPathElement(element: unknown): boolean {
  return typeof element === 'string' || (typeof element === 'number' && Number.isInteger(element));
}
