import { type Client, Connection } from 'pg';

/**
 * Timeout for reaching the server, in milliseconds; beyond it `statement_timeout` ends the
 * statement.
 */
const TIMEOUT = 5_000;

/** Session data that pg stores without declaring it: the key data that the server sent at login. */
interface Session {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean | object;
}

/** The part of pg's connection that its types omit. */
interface RawConnection extends NodeJS.EventEmitter {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
  readonly stream: { destroy(): void; once(event: 'close', listener: () => void): void };
}

/**
 * Asks the server to cancel the running statement of `client`, by a CancelRequest of the PostgreSQL
 * protocol on a separate connection. Unlike `pg_cancel_backend`, which needs the server's process
 * id, this also works through a pooler such as PgBouncer, which issues its own key data to clients.
 * Resolves when the server has handled the request and closed the connection, so that a later
 * statement of the client is not cancelled instead.
 */
export function sendCancelRequest(client: Client): Promise<void> {
  const { processID, secretKey, host, port, ssl } = client as unknown as Session;
  if (processID === null || secretKey === null) return Promise.resolve();
  const connection = new Connection({ ssl } as never) as unknown as RawConnection;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => connection.stream.destroy(), TIMEOUT);
    connection.once('error', reject);
    connection.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    if (ssl) connection.once('connect', () => connection.requestSsl());
    connection.once(ssl ? 'sslconnect' : 'connect', () => connection.cancel(processID, secretKey));
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
