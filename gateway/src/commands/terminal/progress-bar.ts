/** The part of a terminal stream that a bar uses. */
interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A progress bar that is redrawn in place. */
export interface ProgressBar {
  /** Sets the number of finished steps and the name of the next one. */
  update(done: number, next: string): void;
  /** Erases the bar before other output. */
  clear(): void;
}

const WIDTH = 30;

/**
 * Creates a progress bar for a known number of steps. Without a terminal, it prints a line per
 * tenth of the work.
 */
export function progressBar(total: number, terminal: Terminal = process.stderr): ProgressBar {
  let drawn = false;
  let tenth = 0;
  return {
    update(done, next) {
      const reached = Math.floor((10 * done) / total);
      if (!terminal.isTTY) {
        if (reached > tenth) terminal.write(`${done} of ${total} done, next ${next}\n`);
        tenth = reached;
        return;
      }
      drawn = true;
      terminal.write(`\r\u001b[2K${renderBar(done, total)} ${next}`);
    },
    clear() {
      if (drawn) terminal.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

/** `[##########--------------------]  33% 10/30` */
export function renderBar(done: number, total: number): string {
  const part = total === 0 ? 1 : done / total;
  const filled = Math.floor(part * WIDTH);
  const percent = String(Math.floor(part * 100)).padStart(3);
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${percent}% ${done}/${total}`;
}
