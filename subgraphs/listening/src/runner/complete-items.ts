import { BudgetError, type Item, type Source } from '@tributary/platforms';

/**
 * Completes matching items with what their source did not deliver. If the budget is used up they
 * stay as they are: reading them again would cost more.
 */
export async function completeItems(
  source: Source,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<readonly Item[]> {
  if (!source.complete || items.length === 0) return items;
  try {
    return await source.complete(items, { signal });
  } catch (error) {
    if (error instanceof BudgetError) return items;
    throw error;
  }
}
