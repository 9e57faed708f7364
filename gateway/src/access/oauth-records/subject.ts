/** Who has logged in. */
export interface Account {
  readonly workspaceId: string;
  readonly userId: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SUBJECT = new RegExp(`^(${UUID})\\.(${UUID})$`);

/** A user as tokens name them. */
export function subjectOf({ workspaceId, userId }: Account): string {
  return `${workspaceId}.${userId}`;
}

/** The user that a token names; null when it names none. */
export function accountOf(subject: string): Account | null {
  const [, workspaceId, userId] = SUBJECT.exec(subject) ?? [];
  return workspaceId && userId ? { workspaceId, userId } : null;
}
