import { hash, randomBytes } from 'node:crypto';

/** Bytes of the workspace's id and of the secret. */
const ID_BYTES = 16;
const SECRET_BYTES = 32;
const FORM = /^[\w-]{64}$/;

/** The secret part of a link, and the workspace that it belongs to. */
export interface LinkToken {
  readonly workspaceId: string;
  /** Hash under which the link is stored. */
  readonly hash: Buffer;
}

/** Generates the token of a new link, which names its workspace so that the look-up can. */
export function generateLinkToken(workspaceId: string): { text: string; hash: Buffer } {
  const secret = randomBytes(SECRET_BYTES);
  const id = Buffer.from(workspaceId.replaceAll('-', ''), 'hex');
  return { text: Buffer.concat([id, secret]).toString('base64url'), hash: hashOf(secret) };
}

/** Parses the token of a link; returns null if it is malformed. */
export function parseLinkToken(text: string): LinkToken | null {
  if (!FORM.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const workspaceId = bytes
    .subarray(0, ID_BYTES)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { workspaceId, hash: hashOf(bytes.subarray(ID_BYTES)) };
}

function hashOf(secret: Buffer): Buffer {
  return hash('sha256', secret, 'buffer');
}
