import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A message as the mail server received it. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as sent. */
  readonly data: string;
}

/** A mail server on this machine. */
export interface MailServer {
  readonly url: string;
  readonly mails: Mail[];
  /** Replies to the next recipients with this line, such as `550 No such user`; null to accept. */
  refuse(reply: string | null): void;
  stop(): Promise<void>;
}

/** Starts a mail server that speaks SMTP without TLS and stores what it is sent. */
export async function startMailServer(): Promise<MailServer> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | null = null;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    void converse(socket, mails, () => refusal);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse(reply) {
      refusal = reply;
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

const ADDRESS = /<([^>]*)>/;

async function converse(socket: Socket, mails: Mail[], refusal: () => string | null): Promise<void> {
  const say = (line: string) => socket.write(`${line}\r\n`);
  const addressOf = (line: string) => ADDRESS.exec(line)?.[1] ?? '';
  let [from, to, data]: [string, string[], string[] | null] = ['', [], null];
  say('220 mail.example.org ESMTP');
  for await (const line of createInterface({ input: socket })) {
    if (data) {
      if (line !== '.') data.push(line.replace(/^\.\./, '.'));
      else {
        mails.push({ from, to, data: data.join('\n') });
        [from, to, data] = ['', [], null];
        say('250 OK');
      }
      continue;
    }
    const command = line.slice(0, 4).toUpperCase();
    if (command === 'EHLO') say('250 mail.example.org');
    else if (command === 'MAIL') {
      from = addressOf(line);
      say('250 OK');
    } else if (command === 'RCPT') {
      const reply = refusal();
      if (!reply) to.push(addressOf(line));
      say(reply ?? '250 OK');
    } else if (command === 'DATA') {
      data = [];
      say('354 End with a dot');
    } else if (command === 'QUIT') {
      say('221 Bye');
      socket.end();
    } else say('250 OK');
  }
}
