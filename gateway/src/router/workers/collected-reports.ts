import type { Worker } from 'node:cluster';
import type { Reports, ToWorker, WorkerReport } from './messages.ts';

/** Collects the reports of all workers for the one that asks. */
export interface CollectedReports {
  /** Asks every worker; `id` identifies the question of the worker that asks. */
  ask(from: Worker, id: number): void;
  /** Receives the report of a worker to the question that it was asked with. */
  receive(from: Worker, question: number, report: WorkerReport): void;
  /** Stops waiting for a worker that has ended. */
  forget(worker: Worker): void;
}

interface Question {
  readonly waitingFor: Set<Worker>;
  readonly reports: WorkerReport[];
  readonly answer: () => void;
}

/** How long a worker may take to report, in milliseconds; one that is busy is left out. */
const PATIENCE = 1_000;

/** Relays questions among workers. `members` lists the workers that are ready. */
export function collectReports(members: () => readonly Worker[], wanted: number): CollectedReports {
  const questions = new Map<number, Question>();
  let last = 0;
  const settle = (question: Question, worker: Worker) => {
    question.waitingFor.delete(worker);
    if (question.waitingFor.size === 0) question.answer();
  };
  return {
    ask(from, id) {
      last += 1;
      const own = last;
      const reports: WorkerReport[] = [];
      const answer = () => {
        clearTimeout(timer);
        if (!questions.delete(own)) return;
        const answered: Reports = { reports, wanted };
        send(from, { kind: 'reports', id, reports: answered });
      };
      const timer = setTimeout(answer, PATIENCE);
      const asked = members();
      questions.set(own, { waitingFor: new Set(asked), reports, answer });
      for (const worker of asked) send(worker, { kind: 'collect', id: own });
    },
    receive(from, id, report) {
      const question = questions.get(id);
      if (!question?.waitingFor.has(from)) return;
      question.reports.push(report);
      settle(question, from);
    },
    forget(worker) {
      for (const question of questions.values())
        if (question.waitingFor.has(worker)) settle(question, worker);
    },
  };
}

/** Sends a message to a worker, which may have ended in the meantime. */
export function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, (error) => void error);
}
