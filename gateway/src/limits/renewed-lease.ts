/** Calls `tick` every so many milliseconds until the function that it returns is called. */
export type Repeat = (tick: () => Promise<void>, milliseconds: number) => () => void;

/** A lease that its holder renews for as long as the work runs. */
export interface RenewedLease {
  /** Aborted when the lease could not be renewed: the work must stop, because another process may begin it. */
  readonly lost: AbortSignal;
  /** Ends the renewals. */
  end(): void;
}

/** How a lease is renewed. */
export interface LeaseRenewal {
  /** How long it holds after each renewal, in milliseconds. */
  readonly lifetime: number;
  /** Makes it hold until then; false when another process has it. */
  readonly renew: (until: Date) => Promise<boolean>;
  readonly clock: () => number;
  readonly repeat?: Repeat | undefined;
}

/** Renewals in a lifetime: several may fail before the lease is lost. */
const RENEWALS = 6;

/**
 * Renews a lease that was just taken. The work may take any time, and a process that is killed gives the lease up within a
 * lifetime. The holder gives it up itself one renewal before it ends in the database: its work stops before another
 * process can begin it.
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
