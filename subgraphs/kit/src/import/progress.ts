/** How far an import has come. */
export interface Progress {
  /** Bytes read of `size`; null where the size is not known. */
  readonly bytes: number;
  readonly size: number | null;
  /** Rows read so far, rejected ones among them. */
  readonly read: number;
  readonly rejected: number;
  readonly seconds: number;
}

/** A line on a terminal that is drawn over and over. */
export interface ProgressLine {
  update(progress: Progress): void;
  /** Wipes the line, so that what is printed next stands alone. */
  clear(): void;
}

/** What a progress line needs of its terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const REDRAW_MS = 100;

/**
 * A progress line on `terminal`, redrawn ten times a second at most; it writes nothing where there
 * is no terminal.
 */
export function progressLine(
  terminal: Terminal = process.stderr,
  now: () => number = Date.now,
): ProgressLine {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    update(progress) {
      if (!terminal.isTTY || now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      drawn = true;
      // One short of the width: a full line makes some terminals wrap, and then every redraw leaves
      // a line behind.
      terminal.write(`\r\u001b[2K${renderProgress(progress).slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    clear() {
      if (drawn) terminal.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

/** `42% · 9,000 rows · 4,500 rows/s · 3 rejected · 2:45 left` */
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
