import { createHash, timingSafeEqual } from 'node:crypto';

const MARK = 9;

/**
 * Returns the id of an object without a row of its own in the workspace, such as a brand or a
 * creator: type and key, bound to the workspace. The content of such an object depends on the
 * workspace, so the same key has a different id in each workspace.
 */
export function boundId(type: string, workspaceId: string, key: string): string {
  return `${type}_${Buffer.concat([markOf(type, workspaceId, key), Buffer.from(key)]).toString('base64url')}`;
}

/**
 * Returns the key of a {@link boundId}; null for every other text, and for an id of another type or
 * workspace.
 */
export function readBoundId(type: string, workspaceId: string, id: string): string | null {
  if (!id.startsWith(`${type}_`)) return null;
  const bytes = Buffer.from(id.slice(type.length + 1), 'base64url');
  if (bytes.length <= MARK) return null;
  const key = bytes.subarray(MARK).toString();
  const matches = timingSafeEqual(bytes.subarray(0, MARK), markOf(type, workspaceId, key));
  // The decoder also accepts other encodings of the same bytes; an object has one id only.
  return matches && boundId(type, workspaceId, key) === id ? key : null;
}

function markOf(type: string, workspaceId: string, key: string): Buffer {
  return createHash('sha256').update(`${type}\0${workspaceId}\0${key}`).digest().subarray(0, MARK);
}
