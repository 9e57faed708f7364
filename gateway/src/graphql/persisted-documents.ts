import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
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
  return {
    queries: mode === 'off' ? false : { cache: documentCache(manifest, mode === 'apq') },
    guards: mode === 'only' ? [refuseOthers(manifest)] : [],
  };
}

function refuseOthers(manifest: Manifest): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    if (isPersisted(request, manifest)) return;
    const message = 'Only persisted documents are accepted, and this document is not one of them.';
    return reply.code(400).send({ errors: [{ message, extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }] });
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
