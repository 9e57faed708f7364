/** A message of a stream of server-sent events. */
export interface ServerSentEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

const LINE_END = /\r\n|\n|\r/;

/** Reads server-sent events as the HTML standard defines them, without comments. */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  let fields: Record<string, string> = {};
  const reader = body
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(LINE_END);
      rest = lines.pop()!;
      for (const line of lines) {
        if (line !== '') {
          addLine(fields, line);
          continue;
        }
        const { id = null, event = 'message', data } = fields;
        fields = {};
        if (data !== undefined) yield { id, event, data };
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function addLine(fields: Record<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  // A line that begins with a colon is a comment.
  if (name === '') return;
  fields[name] = name === 'data' && fields[name] !== undefined ? `${fields[name]}\n${value}` : value;
}
