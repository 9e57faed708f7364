/** The progress of an import. */
export interface Progress {
  /** Bytes read so far, out of `size`; null if the size is unknown. */
  readonly bytes: number;
  readonly size: number | null;
  /** Rows read so far, including rejected ones. */
  readonly read: number;
  readonly rejected: number;
  readonly seconds: number;
}

/** A terminal line that is redrawn in place. */
export interface ProgressLine {
  update(progress: Progress): void;
  /** Clears the line, so that other output starts on an empty line. */
  clear(): void;
}

/** The part of a terminal that a progress line uses. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 100;

/**
 * Creates a progress line on `terminal`, redrawn at most ten times a second; writes nothing without
 * a terminal.
 */
export function progressLine(
  terminal: Terminal = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    update(progress) {
      if (!terminal.isTTY || now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      drawn = true;
      // One column short of the width: a full line wraps on some terminals, and every redraw would
      // then leave a line behind.
      terminal.write(`\r\u001b[2K${renderProgress(progress).slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    clear() {
      if (drawn) terminal.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

/** Renders `42% · 9,000 rows · 4,500 rows/s · 3 rejected · 2:45 left`. */
export function renderProgress({ bytes, size, read, rejected, seconds }: Progress): string {
  const done = size ? Math.min(bytes / size, 1) : null;
  const parts = [`${grouped(read)} rows`, `${grouped(seconds > 0 ? read / seconds : 0)} rows/s`];
  if (done !== null) parts.unshift(`${Math.floor(done * 100)}%`);
  if (rejected > 0) parts.push(`${grouped(rejected)} rejected`);
  if (done !== null && done > 0 && seconds >= 1) parts.push(`${clock((seconds * (1 - done)) / done)} left`);
  return parts.join(' · ');
}

function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
