import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

const PATIENT = Symbol('patient');

/** Longest that nothing may arrive, and longest that all may take, in milliseconds. */
export interface Patience {
  readonly silence: number;
  readonly whole: number;
}

/** As long as a signed address is good for. */
const UPLOADS: Patience = { silence: 30_000, whole: 3_600_000 };

/**
 * The body of a request that may take longer to arrive than the server lets others, as long as some of it keeps coming. From
 * its first read on the bounds here hold in place of the server's; past one of them the connection is closed.
 */
export function patiently(request: IncomingMessage, { silence, whole }: Patience = UPLOADS): Readable {
  const { socket } = request as { socket: object };
  return Readable.from(
    (async function* () {
      Object.assign(socket, { [PATIENT]: true });
      const giveUp = () => request.destroy(new Error('An upload was too slow.'));
      const end = setTimeout(giveUp, whole);
      const quiet = setTimeout(giveUp, silence);
      try {
        for await (const chunk of request) {
          quiet.refresh();
          yield chunk;
        }
      } finally {
        clearTimeout(end);
        clearTimeout(quiet);
        Object.assign(socket, { [PATIENT]: false });
      }
    })(),
  );
}

/** Whether what arrives at a socket just now has bounds of its own. */
export function isPatient(socket: object): boolean {
  return (socket as { [PATIENT]?: boolean })[PATIENT] === true;
}
