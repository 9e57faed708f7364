import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayConfig } from '../config/index.ts';
import { textsOf } from './document-texts.ts';

/** Documents by their id, which is the SHA-256 of the text in hexadecimal. */
export type Manifest = ReadonlyMap<string, string>;

/** Maximum number of registered documents, and of their characters in total. */
const MOST_REGISTERED = 1_000;
const MOST_CHARACTERS = 10_000_000;

/** Reads a manifest in Apollo's format; throws an Error with the file's name if it is invalid. */
export function readManifest(file: string): Manifest {
  try {
    const { format, version, operations } = JSON.parse(readFileSync(file, 'utf8'));
    if (format !== 'apollo-persisted-query-manifest' || version !== 1)
      throw new Error('its format is not apollo-persisted-query-manifest, version 1');
    return new Map(operations.map(({ id, body }: { id: string; body: string }) => [checked(id, body), body]));
  } catch (cause) {
    throw new Error(`The manifest ${file} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

function checked(id: string, body: string): string {
  if (typeof body !== 'string' || id !== idOf(body))
    throw new Error(`the id ${id} is not the SHA-256 of its operation`);
  return id;
}

/** Returns the id of a document. */
export function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** How the endpoint accepts documents by id. */
export interface PersistedDocuments {
  /** Apollo Server's setting: the cache that maps ids to texts. */
  readonly queries: false | { readonly cache: DocumentCache };
  /** Rejects documents that are not allowed, before they are parsed; empty if all are. */
  readonly guards: readonly preHandlerAsyncHookHandler[];
  /**
   * Returns the text of a document that was sent as text, by id or both. Throws a GraphQLError if
   * the id is unknown or the text is not allowed.
   */
  textOf(sent: SentDocument): Promise<string>;
}

/** The members of a request that say which document to execute. */
export interface SentDocument {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/** The cache in which Apollo Server looks up documents, by a key that ends with the id. */
interface DocumentCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/**
 * Configures documents by id (`extensions.persistedQuery`). `off` disables them, `apq` accepts
 * those of the manifest and those that clients register, and `only` rejects every document that is
 * not in the manifest.
 */
export function persistedDocuments(
  mode: GatewayConfig['PERSISTED_DOCUMENTS'],
  manifest: Manifest,
): PersistedDocuments {
  if (mode === 'only' && manifest.size === 0)
    throw new Error('PERSISTED_DOCUMENTS=only needs a manifest with operations: PERSISTED_DOCUMENTS_FILE.');
  const cache = documentCache(manifest, mode === 'apq');
  return {
    queries: mode === 'off' ? false : { cache },
    guards: mode === 'only' ? [refuseOthers(manifest)] : [],
    async textOf({ query, extensions }) {
      const id = mode === 'off' ? undefined : sentId(extensions);
      const text = typeof query === 'string' ? query : id === undefined ? undefined : await cache.get(id);
      if (text === undefined) throw id === undefined ? noDocument() : unknownId();
      if (mode === 'only' && !manifest.has(idOf(text)))
        throw new GraphQLError(NOT_ALLOWED.message, NOT_ALLOWED);
      if (id !== undefined && id === idOf(text)) await cache.set(id, text);
      return text;
    },
  };
}

const NOT_ALLOWED = {
  message: 'Only persisted documents are accepted, and this document is not one of them.',
  extensions: { code: 'QUERY_NOT_IN_SAFELIST' },
} as const;

function noDocument(): GraphQLError {
  return new GraphQLError('`query` must be the text of a GraphQL document.', {
    extensions: { code: 'INVALID_INPUT' },
  });
}

/** Message and code are those by which clients recognise that they must send the text. */
function unknownId(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } });
}

/**
 * Returns the id of a request in Apollo's form, `{ persistedQuery: { version: 1, sha256Hash } }`.
 */
function sentId(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  const id = persistedQuery?.sha256Hash;
  return typeof id === 'string' ? id : undefined;
}

function refuseOthers(manifest: Manifest): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    if (isPersisted(request, manifest)) return;
    return reply.code(400).send({ errors: [NOT_ALLOWED] });
  };
}

function documentCache(manifest: Manifest, registers: boolean): DocumentCache {
  const registered = new LRUCache<string, string>({
    max: MOST_REGISTERED,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (text) => text.length + 1,
  });
  const idIn = (key: string) => key.slice(key.lastIndexOf(':') + 1);
  return {
    get: async (key) => manifest.get(idIn(key)) ?? registered.get(idIn(key)),
    async set(key, text) {
      const id = idIn(key);
      if (registers && !manifest.has(id)) registered.set(id, text);
    },
    async delete(key) {
      registered.delete(idIn(key));
    },
  };
}

/**
 * Returns whether every document text of a request is in the manifest; true if it sends only an id.
 */
function isPersisted(request: FastifyRequest, manifest: Manifest): boolean {
  return textsOf(request).every((text) => typeof text === 'string' && manifest.has(idOf(text)));
}
