import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '@tributary/kit';
import type { Texts } from '../reloading/index.ts';
import { type CollectedReports, collectReports, send } from './collected-reports.ts';
import type { FromWorker } from './messages.ts';

/** The workers of a router, which share its port. */
export interface Workers {
  /** Makes every worker read the supergraph and the configuration file again. */
  reload(): void;
  /** Lets every worker finish its requests; rejects if one has failed to. */
  stop(): Promise<void>;
}

/** Options of the workers. */
export interface WorkersOptions {
  readonly count: number;
  readonly log: Logger;
  /** Called once, when all workers are ready. */
  readonly onReady: (url: string) => void;
  /** Called if the first start of a worker fails; the others have been stopped by then. */
  readonly onFailed: (exitCode: number) => void;
}

/** A worker that has run this long, in milliseconds, is replaced at once. */
const STABLE_AFTER = 10_000;
/** Delay of the replacement of a worker that fails at once, which doubles each time. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 30_000;

/** A worker process. */
interface Member {
  readonly worker: Worker;
  readonly startedAt: number;
  /** How many workers before it have ended soon after their start. */
  readonly failures: number;
  isReady: boolean;
}

interface State {
  readonly members: Set<Member>;
  /** Set once all workers have been ready. */
  isOpen: boolean;
  isStopping: boolean;
  /** The texts that a worker has applied last. */
  texts: Texts | null;
  url: string;
}

/**
 * Starts workers, and replaces those that end. The first one starts alone: if it fails, because of
 * a configuration that is not valid, the error is printed once.
 */
export function startWorkers(options: WorkersOptions): Workers {
  const { count, log } = options;
  const state: State = { members: new Set(), isOpen: false, isStopping: false, texts: null, url: '' };
  const ready = () => [...state.members].filter(({ isReady }) => isReady).map(({ worker }) => worker);
  const reports = collectReports(ready, count);
  const start = (failures: number) => {
    const member: Member = { worker: cluster.fork(), startedAt: performance.now(), failures, isReady: false };
    state.members.add(member);
    member.worker.on('message', (message: FromWorker) => {
      receive(message, member, { state, count, reports });
      if (message.kind !== 'ready') return;
      log.info({ worker: member.worker.process.pid }, 'a worker is ready');
      if (state.isOpen) return;
      if (state.members.size < count) start(0);
      else {
        state.isOpen = true;
        options.onReady(state.url);
      }
    });
    member.worker.once('exit', (code, signal) => {
      state.members.delete(member);
      reports.forget(member.worker);
      if (state.isStopping) return;
      if (!state.isOpen) return void stop(state).finally(() => options.onFailed(code || 1));
      const next = replacementOf(member);
      log.error({ worker: member.worker.process.pid, code, signal, delay: next.delay }, 'a worker has ended');
      setTimeout(() => state.isStopping || start(next.failures), next.delay).unref();
    });
  };
  start(0);
  return {
    reload: () => signalAll(state, 'SIGHUP'),
    stop: () => stop(state),
  };
}

interface Relay {
  readonly state: State;
  readonly count: number;
  readonly reports: CollectedReports;
}

function receive(message: FromWorker, member: Member, { state, count, reports }: Relay): void {
  const { worker } = member;
  switch (message.kind) {
    case 'joined':
      send(worker, {
        kind: 'start',
        start: { workers: count, texts: state.texts, port: portOf(state.url) },
      });
      break;
    case 'applied':
      state.texts = message.texts;
      break;
    case 'ready':
      member.isReady = true;
      state.url = message.url;
      break;
    case 'ask':
      reports.ask(worker, message.id);
      break;
    case 'invalidate':
      for (const other of state.members) if (other !== member && other.isReady) send(other.worker, message);
      break;
    case 'report':
      reports.receive(worker, message.id, message.report);
  }
}

/** Decides when a worker that has ended is replaced: later and later while workers keep ending. */
function replacementOf({ startedAt, failures }: Member): {
  readonly failures: number;
  readonly delay: number;
} {
  if (performance.now() - startedAt >= STABLE_AFTER) return { failures: 0, delay: 0 };
  return { failures: failures + 1, delay: Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) };
}

/** Returns the port of the workers; null if it is not known, or the usual one of HTTP. */
function portOf(url: string): number | null {
  return url === '' ? null : Number(new URL(url).port) || null;
}

function signalAll({ members }: State, signal: NodeJS.Signals): void {
  for (const { worker } of members) worker.process.kill(signal);
}

async function stop(state: State): Promise<void> {
  state.isStopping = true;
  const ended = [...state.members].map(
    ({ worker }) => new Promise<number | null>((resolve) => worker.once('exit', resolve)),
  );
  signalAll(state, 'SIGTERM');
  const codes = await Promise.all(ended);
  if (codes.some((code) => code !== 0)) throw new Error('A worker has not finished its requests.');
}
