import { Type } from 'typebox';
import { toTime } from './time.ts';

/** What an account of the document is made from. */
export const ACCOUNT_FIELDS = 'internalId username externalId createdAt fetchedAt';

/** An account as the graph gives it. */
export interface SourceAccount {
  readonly internalId: number;
  readonly username: string;
  readonly externalId: string | null;
  readonly createdAt: string;
  readonly fetchedAt: string | null;
}

/** The document's Account; what is not known is left out. */
export function toAccount(account: SourceAccount) {
  return {
    id: account.internalId,
    username: account.username,
    ...(account.externalId === null ? {} : { account_id: account.externalId }),
    created_at: toTime(account.createdAt),
    ...(account.fetchedAt === null ? {} : { last_updated: toTime(account.fetchedAt) }),
  };
}

export const accountSchema = Type.Object({
  id: Type.Integer({ description: 'Internal account ID' }),
  username: Type.String({ description: 'Twitter username' }),
  account_id: Type.Optional(Type.String({ description: 'Twitter account ID' })),
  created_at: Type.String({ format: 'date-time', description: 'When the account was added to the system' }),
  last_updated: Type.Optional(
    Type.String({ format: 'date-time', description: 'When posts were last fetched' }),
  ),
});

export const ACCOUNT_EXAMPLE = {
  id: 42,
  username: 'elonmusk',
  account_id: '44196397',
  created_at: '2025-01-01T00:00:00Z',
  last_updated: '2025-01-15T12:40:00Z',
};
