import pg from 'pg';

/** Commits events, each in a transaction of its own. */
export interface Recorder {
  /** Resolves when the event is committed. */
  record(subject: string): Promise<void>;
  stop(): Promise<void>;
}

/** Opens a connection that records events of a workspace. */
export async function openRecorder(url: string, workspaceId: string): Promise<Recorder> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async record(subject) {
      const payload = { accountId: subject, message: 'Refused.' };
      await client.query(
        `insert into events.recorded (workspace_id, type, subject, payload, at)
         values ($1, 'account.expired', $2, $3, now())`,
        [workspaceId, subject, payload],
      );
    },
    stop: () => client.end(),
  };
}
