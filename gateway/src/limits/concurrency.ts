/** A response as far as it tells that its request is over. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
}

/** How many requests of a key are worked on at a time. */
export interface Concurrency {
  readonly most: number;
  /** Counts a request of the key until its response is closed; false, and not counted, when there are as many as may be. */
  enter(keyId: string, response: Response): boolean;
}

/** Counts in memory and for this process: what is bounded is this process's work. */
export function createConcurrency(most: number): Concurrency {
  const open = new Map<string, number>();
  return {
    most,
    enter(keyId, response) {
      const before = open.get(keyId) ?? 0;
      if (before >= most) return false;
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
