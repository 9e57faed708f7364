import type { Scope } from '@tributary/kit/postgres';
import { addCosts } from './data/ledger.ts';
import { own } from './data/own.ts';
import { dayOf, priceOf, sumOfUsages } from './judging/index.ts';
import type { Usage } from './model/index.ts';
import type { AiSettings } from './settings.ts';

/** Records what tasks besides judging have cost. */
export interface UsageLedger {
  /** Adds the responses of a model to the costs of a task; null for unreported usage. */
  add<Caller>(
    scope: Scope<Caller>,
    task: { readonly name: string; readonly model: string },
    usages: readonly (Usage | null)[],
  ): Promise<void>;
}

/** Opens the ledger with the configured prices. */
export function openUsageLedger(
  { AI_INPUT_PRICE_DOLLARS: input, AI_OUTPUT_PRICE_DOLLARS: output }: AiSettings,
  clock: () => number,
): UsageLedger {
  return {
    async add(scope, { name, model }, usages) {
      if (usages.length === 0) return;
      const usage = sumOfUsages(usages);
      await addCosts(own(scope), {
        day: dayOf(clock()),
        task: name,
        model,
        requests: usages.length,
        judged: 0,
        dropped: 0,
        cached: 0,
        ...usage,
        dollars: priceOf(usage, { input, output }),
      });
    },
  };
}
