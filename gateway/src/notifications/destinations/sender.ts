import type { CredentialNames, Credentials } from '@tributary/platforms';

/** A message to people. */
export interface AlertMessage {
  readonly title: string;
  /** Plain text, without the title. */
  readonly text: string;
  /** The same for every attempt. */
  readonly reference: string;
}

/** Sends messages to destinations of one kind. */
export interface Sender {
  readonly credentials: CredentialNames;
  /** Maximum length of title and text together, in the platform's unit. */
  readonly longest: number;
  lengthOf(text: string): number;
  /**
   * Returns where messages arrive, as the platform names it; throws a PublishError if the
   * credentials are rejected.
   */
  verify(credentials: Credentials, signal: AbortSignal, workspaceId: string): Promise<string>;
  /** Sends a message; throws a PublishError if it was not or may not have been sent. */
  send(message: AlertMessage, credentials: Credentials, signal: AbortSignal): Promise<void>;
}
