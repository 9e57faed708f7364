import { invalidInput } from '@tributary/kit';
import type { Context } from '../context.ts';
import { insertCredit } from '../data/ledger.ts';
import { refund } from '../data/settle.ts';
import { readBalance } from './balance.ts';
import { undoCreatorImport } from './creator-import.ts';

/** A million dollars; a larger amount is most likely a typo. */
const MOST_FUNDS = 1_000_000_000_000;
const LONGEST_NOTE = 200;

export const Mutation = {
  undoCreatorImport,

  async addCreatorFunds(
    _: unknown,
    { microDollars, note }: { microDollars: number; note?: string | null },
    context: Context,
  ) {
    if (microDollars < 1 || microDollars > MOST_FUNDS)
      throw invalidInput('microDollars', '`microDollars` must be from 1 to 1,000,000,000,000.');
    if ((note?.length ?? 0) > LONGEST_NOTE)
      throw invalidInput('note', `\`note\` must have at most ${LONGEST_NOTE} characters.`);
    await insertCredit(context.scope(), microDollars, note ?? null);
    return readBalance(context.scope(), 20);
  },

  async refundUndelivered(_: unknown, { delivery }: { delivery: string }, context: Context) {
    const scope = context.scope();
    const keys = await refund(scope, delivery);
    context.lookupService.forget(scope.workspaceId, keys);
    return keys.length;
  },
};
