/** The part of a response that signals its end. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
}

/** Limits the concurrent requests of each key. */
export interface Concurrency {
  readonly max: number;
  /**
   * Counts a request of the key until its response closes. Returns false, without counting, if the
   * key is at its limit.
   */
  enter(keyId: string, response: Response): boolean;
}

/** Counts in memory and per process, because the limit protects this process. */
export function createConcurrency(max: number): Concurrency {
  const open = new Map<string, number>();
  return {
    max,
    enter(keyId, response) {
      const before = open.get(keyId) ?? 0;
      if (before >= max) return false;
      open.set(keyId, before + 1);
      response.once('close', () => {
        const left = open.get(keyId)! - 1;
        if (left > 0) open.set(keyId, left);
        else open.delete(keyId);
      });
      return true;
    },
  };
}
