import { setTimeout } from 'node:timers/promises';
import { checkInterrupted } from '../harness/children.ts';

/** How long a wait may last without any progress, in milliseconds. */
const PATIENCE = 10 * 60_000;

/** Waits until nothing is missing any more; throws if the number stops changing. */
export async function untilNone(
  what: string,
  lookEvery: number,
  missing: () => Promise<number>,
): Promise<void> {
  let last = Number.NaN;
  for (let changed = performance.now(); ; ) {
    const count = await missing();
    if (count === 0) return;
    if (count !== last) changed = performance.now();
    else if (performance.now() - changed > PATIENCE)
      throw new Error(`${count} ${what} have been missing for ${PATIENCE / 60_000} minutes.`);
    last = count;
    checkInterrupted();
    await setTimeout(lookEvery);
  }
}
