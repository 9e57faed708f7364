/** A logged-in user. */
export interface Account {
  readonly workspaceId: string;
  readonly userId: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SUBJECT = new RegExp(`^(${UUID})\\.(${UUID})$`);

/** Returns the subject that identifies a user in tokens. */
export function subjectOf({ workspaceId, userId }: Account): string {
  return `${workspaceId}.${userId}`;
}

/** Parses a subject; returns null if it identifies no user. */
export function accountOf(subject: string): Account | null {
  const [, workspaceId, userId] = SUBJECT.exec(subject) ?? [];
  return workspaceId && userId ? { workspaceId, userId } : null;
}
