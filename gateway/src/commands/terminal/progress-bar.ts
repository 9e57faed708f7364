/** What a bar needs of its terminal. */
interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A bar on a terminal that is drawn over and over. */
export interface ProgressBar {
  /** So much is done, and this is next. */
  update(done: number, next: string): void;
  /** Wipes the bar, so that what is printed next stands alone. */
  clear(): void;
}

const WIDTH = 30;

/**
 * A bar for a known number of steps; where there is no terminal, a line for each tenth that is
 * done.
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
