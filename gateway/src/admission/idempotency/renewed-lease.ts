/** Calls `tick` at this interval until the returned function is called. */
export type Repeat = (tick: () => Promise<void>, milliseconds: number) => () => void;

/** A lease that is renewed while its work runs. */
export interface RenewedLease {
  /** Aborted when the lease is lost: the work must stop, because another process may start it. */
  readonly lost: AbortSignal;
  /** Ends the renewals. */
  end(): void;
}

/** Options of {@link renewLease}. */
export interface LeaseRenewal {
  /** How long the lease lasts after each renewal, in milliseconds. */
  readonly lifetime: number;
  /** Extends the lease; returns false if another process has taken it over. */
  readonly renew: (until: Date) => Promise<boolean>;
  readonly clock: () => number;
  readonly repeat?: Repeat | undefined;
}

/** Renewals per lifetime; several may fail before the lease is lost. */
const RENEWALS = 6;

/**
 * Renews a lease that was just taken, so that work of any length keeps it and a killed process
 * loses it within one lifetime. If renewals fail, the holder stops one interval before the lease
 * ends in the database, and so before another process can start the work.
 */
export function renewLease({ lifetime, renew, clock, repeat = repeatOnTimer }: LeaseRenewal): RenewedLease {
  const controller = new AbortController();
  const interval = lifetime / RENEWALS;
  let until = clock() + lifetime;
  const lose = () => {
    end();
    controller.abort(new Error('The lease on this work was lost.'));
  };
  const tick = async () => {
    const next = clock() + lifetime;
    const renewed = await renew(new Date(next)).catch(() => null);
    if (renewed) until = next;
    else if (renewed === false || clock() >= until - interval) lose();
  };
  const end = repeat(tick, interval);
  return { lost: controller.signal, end };
}

const repeatOnTimer: Repeat = (tick, milliseconds) => {
  const timer = setInterval(() => void tick(), milliseconds).unref();
  return () => clearInterval(timer);
};
