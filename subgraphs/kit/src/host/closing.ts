import type { Logger } from '../core/log.ts';

/** Closes a part that was opened. */
export type Close = () => Promise<unknown>;

/**
 * Assembles parts that are opened one after another; each part passes its close function to
 * `opened`. `stop`, or a failure during assembly, closes the parts in reverse order. If a part
 * fails to close, the others are closed all the same and the first error is thrown at the end.
 */
export async function withClosing<Parts>(
  log: Logger,
  assemble: (opened: (close: Close) => void) => Promise<Parts>,
): Promise<Parts & { stop(): Promise<void> }> {
  const closes: Close[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    for (const close of closes.splice(0).reverse()) {
      await Promise.resolve(close()).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { ...(await assemble((close) => closes.push(close))), stop };
  } catch (error) {
    await stop().catch((cause) => log.error({ err: cause }, 'closing after a failed start has failed'));
    throw error;
  }
}
