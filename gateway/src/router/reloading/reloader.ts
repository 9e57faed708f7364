import type { Logger } from '@tributary/kit';
import type { ReadRouterFile } from '../file/index.ts';
import type { ReloadMetrics } from './reload-metrics.ts';
import type { TextSource } from './text-source.ts';

/** The texts that a router is made from. */
export interface Texts {
  readonly supergraph: string;
  /** The configuration file; undefined if there is none. */
  readonly file?: string | undefined;
}

/** Where the texts of a router come from. */
export interface Sources {
  readonly supergraph: TextSource;
  readonly file?: TextSource | undefined;
  /** Reads the text of a configuration file; throws if it is not valid. */
  readonly readFile: (text: string) => ReadRouterFile;
}

/** Applies changed texts one after the other, and keeps the last valid ones. */
export interface Reloader {
  /** Reads all texts again, and applies those that have changed. */
  reload(): Promise<void>;
  /** Whether the router serves an earlier state, because the present one was refused. */
  isRefused(): boolean;
  stop(): void;
}

interface ReloaderOptions {
  readonly sources: Sources;
  /** The texts that the router was started with. */
  readonly initial: Texts;
  /** Applies texts; throws if they are not valid, and then changes nothing. */
  readonly apply: (supergraphSdl: string, file: ReadRouterFile | null) => Promise<void>;
  /** Called with the texts that are served from now on, at the start as well. */
  readonly onApplied: (texts: Texts) => void;
  readonly metrics: ReloadMetrics;
  readonly clock: () => number;
  readonly log: Logger;
}

/** Follows the texts of a router, and applies their changes. */
export function startReloader(options: ReloaderOptions): Reloader {
  const { sources, initial, metrics, clock, log } = options;
  let applied = initial;
  let wanted = initial;
  let isRefused = false;
  let queue = Promise.resolve();
  const refused = (is: boolean) => {
    isRefused = is;
    metrics.isRefused.set(is ? 1 : 0);
  };
  const load = async (texts: Texts) => {
    const file = texts.file === undefined ? null : sources.readFile(texts.file);
    await options.apply(texts.supergraph, file);
    applied = texts;
    options.onApplied(texts);
    metrics.loadedAt.set(clock() / 1_000);
    metrics.reloads.inc({ outcome: 'applied' });
    log.info('the supergraph and the configuration were reloaded');
  };
  const change = async (changed: Partial<Texts>) => {
    wanted = { ...wanted, ...changed };
    if (isSame(wanted, applied)) return refused(false);
    try {
      await load(wanted);
      refused(false);
    } catch (error) {
      refused(true);
      metrics.reloads.inc({ outcome: 'refused' });
      log.error({ err: error }, 'a reload was refused; the router serves what it served before');
      // A mistake in one text must not hold up the other.
      const alone = { ...applied, ...changed };
      if (!isSame(alone, wanted) && !isSame(alone, applied)) await load(alone).catch(() => {});
    }
  };
  const enqueue = (read: () => Promise<Partial<Texts>>): Promise<void> => {
    queue = queue.then(read).then(change, (error) => log.error({ err: error }, 'a reload has failed'));
    return queue;
  };
  options.onApplied(initial);
  metrics.loadedAt.set(clock() / 1_000);
  const ends = [
    sources.supergraph.follow((supergraph) => void enqueue(async () => ({ supergraph })), log),
    sources.file?.follow((file) => void enqueue(async () => ({ file })), log),
  ];
  return {
    reload: () =>
      enqueue(async () => ({
        supergraph: await sources.supergraph.read(),
        ...(sources.file ? { file: await sources.file.read() } : {}),
      })),
    isRefused: () => isRefused,
    stop() {
      for (const end of ends) end?.();
    },
  };
}

function isSame(one: Texts, other: Texts): boolean {
  return one.supergraph === other.supergraph && one.file === other.file;
}
