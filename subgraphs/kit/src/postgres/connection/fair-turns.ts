import { TributaryError } from '../../core/errors.ts';

/** Limits of connections in use and of waiting callers. */
export interface TurnLimits {
  /** Maximum connections of all requests together. */
  readonly total: number;
  /**
   * Maximum connections of one workspace; fewer than `total`, so that other workspaces soon find a
   * free one.
   */
  readonly workspace: number;
  /** Maximum connections of one request. */
  readonly request: number;
  /** Maximum number of waiting statements of one workspace. */
  readonly waiting: number;
  /** Maximum wait in milliseconds. */
  readonly wait: number;
}

/** The request that uses a connection. */
export interface TurnOwner {
  readonly workspaceId: string;
  /** Whether it waits without a limit, for work that must finish, such as settling a charge. */
  readonly patient: boolean;
}

interface Waiter {
  readonly grant: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** One request's connections in use and its waiters. */
interface RequestQueue {
  held: number;
  readonly waiters: Set<Waiter>;
}

/** One workspace's connections in use and its waiters, by request. */
interface WorkspaceQueue {
  held: number;
  waiting: number;
  readonly requests: Map<TurnOwner, RequestQueue>;
}

/**
 * Shares a pool's connections fairly: workspaces take turns, and so do the requests of each
 * workspace. Neither may exceed its limit, however many statements it has
 * (`npm run bench -- neighbour`). An owner object represents one request.
 */
export class FairTurns {
  readonly #limits: TurnLimits;
  /** In order of turns: a workspace moves to the end when it gets a connection. */
  readonly #workspaces = new Map<string, WorkspaceQueue>();
  #held = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** The number of waiting statements. */
  get waiting(): number {
    let sum = 0;
    for (const { waiting } of this.#workspaces.values()) sum += waiting;
    return sum;
  }

  /**
   * Waits for the owner's turn; {@link release} ends it. Rejects with UNAVAILABLE if too many
   * statements of the workspace are waiting, or if the wait exceeds its limit.
   */
  take(owner: TurnOwner): Promise<void> | undefined {
    const workspace = this.#workspaceOf(owner);
    const request = requestOf(workspace, owner);
    if (this.#isFree(workspace, request)) {
      this.#grant(owner, workspace, request);
      return undefined;
    }
    if (!owner.patient && workspace.waiting >= this.#limits.waiting) return Promise.reject(busy());
    return this.#wait(owner, workspace, request);
  }

  /** Releases a connection and gives the next waiter its turn. */
  release(owner: TurnOwner): void {
    const workspace = this.#workspaceOf(owner);
    const request = requestOf(workspace, owner);
    this.#held -= 1;
    workspace.held -= 1;
    request.held -= 1;
    this.#forgetIdle(owner, workspace, request);
    while (this.#held < this.#limits.total) {
      const next = this.#next();
      if (!next) return;
      next.grant();
    }
  }

  /** Rejects all waiters of a request whose caller has disconnected, with `reason`. */
  abandon(owner: TurnOwner, reason: unknown): void {
    const waiters = this.#workspaces.get(owner.workspaceId)?.requests.get(owner)?.waiters;
    for (const waiter of [...(waiters ?? [])]) waiter.refuse(reason);
  }

  #wait(owner: TurnOwner, workspace: WorkspaceQueue, request: RequestQueue): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        request.waiters.delete(waiter);
        workspace.waiting -= 1;
      };
      const waiter: Waiter = {
        grant: () => {
          leave();
          this.#grant(owner, workspace, request);
          resolve();
        },
        refuse: (reason) => {
          leave();
          this.#forgetIdle(owner, workspace, request);
          reject(reason);
        },
      };
      const late = () => waiter.refuse(busy());
      const timer = owner.patient ? undefined : setTimeout(late, this.#limits.wait).unref();
      request.waiters.add(waiter);
      workspace.waiting += 1;
    });
  }

  #isFree(workspace: WorkspaceQueue, request: RequestQueue): boolean {
    const { total, workspace: ofWorkspace, request: ofRequest } = this.#limits;
    return this.#held < total && workspace.held < ofWorkspace && request.held < ofRequest;
  }

  #grant(owner: TurnOwner, workspace: WorkspaceQueue, request: RequestQueue): void {
    this.#held += 1;
    workspace.held += 1;
    request.held += 1;
    moveToEnd(this.#workspaces, owner.workspaceId, workspace);
    moveToEnd(workspace.requests, owner, request);
  }

  /**
   * Finds the first waiter, in order of turns, whose workspace and request are below their limits.
   */
  #next(): Waiter | undefined {
    for (const workspace of this.#workspaces.values()) {
      if (workspace.waiting === 0 || workspace.held >= this.#limits.workspace) continue;
      for (const request of workspace.requests.values()) {
        if (request.held >= this.#limits.request) continue;
        for (const waiter of request.waiters) return waiter;
      }
    }
    return undefined;
  }

  #workspaceOf({ workspaceId }: TurnOwner): WorkspaceQueue {
    let found = this.#workspaces.get(workspaceId);
    if (!found) {
      found = { held: 0, waiting: 0, requests: new Map() };
      this.#workspaces.set(workspaceId, found);
    }
    return found;
  }

  #forgetIdle(owner: TurnOwner, workspace: WorkspaceQueue, request: RequestQueue): void {
    if (request.held === 0 && request.waiters.size === 0) workspace.requests.delete(owner);
    if (workspace.requests.size === 0) this.#workspaces.delete(owner.workspaceId);
  }
}

function requestOf({ requests }: WorkspaceQueue, owner: TurnOwner): RequestQueue {
  let found = requests.get(owner);
  if (!found) {
    found = { held: 0, waiters: new Set() };
    requests.set(owner, found);
  }
  return found;
}

function moveToEnd<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
}

function busy(): TributaryError {
  return new TributaryError(
    'UNAVAILABLE',
    'Too many queries of this workspace are waiting for the database. Try again soon.',
    { details: { retryAfter: 1 } },
  );
}
