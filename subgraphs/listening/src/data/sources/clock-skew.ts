/**
 * How far the clocks of processes may differ, in milliseconds. A stored time that is further ahead
 * was written by a process whose clock was wrong, and would block what waits for it for as long.
 */
export const MOST_SKEW = 5 * 60_000;
