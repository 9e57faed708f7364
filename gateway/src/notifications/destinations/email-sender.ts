import type { SettingValues } from '@tributary/kit';
import { PublishError } from '@tributary/platforms';
import type { Transporter } from 'nodemailer';
import type { notificationSettings } from '../settings.ts';
import type { Sender } from './sender.ts';

/** Maximum number of recipients of one destination. */
const MOST_RECIPIENTS = 20;
/** Maximum length of a text in characters, far beyond that of a digest. */
const LONGEST_TEXT = 100_000;
const ADDRESS = /^[^\s@,;<>"()[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i;

/** Timeouts of a connection, in milliseconds. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 } as const;

/** Opens the sender of emails; null without an SMTP server. */
export function emailSender({
  SMTP_URL,
  SMTP_FROM,
}: Pick<SettingValues<typeof notificationSettings>, 'SMTP_URL' | 'SMTP_FROM'>): Sender | null {
  if (SMTP_URL === '') return null;
  // A message is text of other people: it must not make the server read files or fetch addresses.
  const safe = { disableFileAccess: true, disableUrlAccess: true };
  let opened: Promise<Transporter> | undefined;
  const transport = () => {
    opened ??= import('nodemailer').then(({ createTransport }) =>
      createTransport({ url: SMTP_URL, ...TIMEOUTS, ...safe }),
    );
    return opened;
  };
  return {
    credentials: { required: ['to'], optional: [] },
    longest: LONGEST_TEXT,
    lengthOf: (text) => text.length,
    verify: async (credentials) => recipientsOf(credentials['to']!).join(', '),
    async send({ title, text, reference }, credentials) {
      const to = recipientsOf(credentials['to']!);
      // Mail servers and readers drop a repeated message with the same id.
      const messageId = `<${reference}@${SMTP_FROM.split('@').at(-1)!.replace(/>$/, '')}>`;
      const mail = { from: SMTP_FROM, to, subject: title, text, messageId };
      await (await transport()).sendMail(mail).catch((error: unknown) => {
        throw toPublishError(error);
      });
    },
  };
}

function recipientsOf(text: string): string[] {
  const recipients = text.split(',').map((each) => each.trim());
  const wrong = recipients.find((each) => !ADDRESS.test(each));
  if (wrong !== undefined) throw new PublishError('credentials', `"${wrong}" is not an email address.`);
  if (recipients.length > MOST_RECIPIENTS)
    throw new PublishError('credentials', `to must name at most ${MOST_RECIPIENTS} addresses.`);
  return recipients;
}

/** A permanent reply (5xx) refuses the message; everything else is repeated. */
function toPublishError(error: unknown): PublishError {
  const { responseCode, response, code, message } = error as {
    responseCode?: number;
    response?: string;
    code?: string;
    message: string;
  };
  // Wrong log-in data is the operator's mistake, and no reason to drop messages.
  const isRefused = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
  const reason = response ?? message;
  return new PublishError(isRefused ? 'refused' : 'retry', `The mail server: ${reason.slice(0, 300)}`, {
    cause: error,
  });
}
