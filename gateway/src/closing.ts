import type { Logger } from '@tributary/kit';

/** What closes something that was opened. */
export type Close = () => Promise<unknown>;

/**
 * Puts together what opens one thing after another, each saying to `opened` how it is closed. `stop` closes them in
 * the opposite order; so does a failure on the way.
 */
export async function withClosing<Parts>(
  log: Logger,
  assemble: (opened: (close: Close) => void) => Promise<Parts>,
): Promise<Parts & { stop(): Promise<void> }> {
  const closes: Close[] = [];
  const stop = async () => {
    for (const close of closes.splice(0).reverse()) await close();
  };
  try {
    return { ...(await assemble((close) => closes.push(close))), stop };
  } catch (error) {
    await stop().catch((cause) => log.error({ err: cause }, 'closing after a failed start has failed'));
    throw error;
  }
}
