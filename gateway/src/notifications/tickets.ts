import { hash, randomBytes } from 'node:crypto';
import { kyselyFor, type Secrets } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import { insertTicket, takeTicket } from './data/stream-tickets.ts';
import { type Tables, tenantTables } from './data/tables.ts';

/**
 * Tickets, by which a browser opens an event stream: its `EventSource` cannot send headers, and a
 * key does not belong into a URL.
 */
export interface Tickets {
  /** Issues a ticket for a credential. */
  issue(credential: string): Promise<{ readonly ticket: string; readonly expiresAt: string }>;
  /** Returns the credential of a ticket, once; null if it is unknown, used or expired. */
  redeem(ticket: string): Promise<string | null>;
}

const TICKET_BYTES = 32;
/** Lifetime of a ticket, in milliseconds. */
const LIFETIME = 60_000;
const FORM = /^[\w-]{43}$/;

/** Opens the tickets, which every process can redeem. */
export function openTickets(options: { pool: Pool; secrets: Secrets; clock: () => number }): Tickets {
  const { secrets, clock } = options;
  const db = kyselyFor<Tables>(options.pool, 'notifications', tenantTables);
  return {
    async issue(credential) {
      const ticket = randomBytes(TICKET_BYTES).toString('base64url');
      const expiresAt = new Date(clock() + LIFETIME);
      const sealed = await secrets.seal(credential, ownerOf(ticket));
      await insertTicket(db, { hash: hashOf(ticket), credential: sealed, expiresAt });
      return { ticket, expiresAt: expiresAt.toISOString() };
    },
    async redeem(ticket) {
      if (!FORM.test(ticket)) return null;
      const sealed = await takeTicket(db, hashOf(ticket), new Date(clock()));
      return sealed === undefined ? null : secrets.open(sealed, ownerOf(ticket));
    },
  };
}

function hashOf(ticket: string): Buffer {
  return hash('sha256', ticket, 'buffer');
}

function ownerOf(ticket: string): string {
  return `stream ticket ${hashOf(ticket).toString('hex')}`;
}
