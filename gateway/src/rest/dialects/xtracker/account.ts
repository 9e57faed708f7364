import { Type } from 'typebox';
import { timeOf, withoutNulls } from './post.ts';

export const ACCOUNT_FIELDS = 'username internalId externalId createdAt fetchedAt';

export interface SourceAccount {
  username: string;
  internalId: number;
  externalId: string | null;
  createdAt: string;
  fetchedAt: string | null;
}

/** Schema of an account. */
export const accountSchema = Type.Object({
  id: Type.Integer({ description: 'Internal account ID' }),
  username: Type.String(),
  account_id: Type.Optional(Type.String({ description: 'X account ID' })),
  created_at: Type.String({ format: 'date-time' }),
  last_updated: Type.Optional(
    Type.String({ format: 'date-time', description: 'When posts were last fetched' }),
  ),
});

export const ACCOUNT_EXAMPLE = { id: 42, username: 'elonmusk', created_at: '2025-01-15T12:34:56Z' };

export function toAccount(account: SourceAccount): object {
  return withoutNulls({
    id: account.internalId,
    username: account.username,
    account_id: account.externalId,
    created_at: timeOf(account.createdAt),
    last_updated: account.fetchedAt && timeOf(account.fetchedAt),
  });
}
