/** Sockets opened at the same time. */
const BATCH = 20;

/** Opens WebSockets with one subscription each, and discards what they send. */
export async function openIdleSockets(url: string, key: string, count: number): Promise<{ close(): void }> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const size = Math.min(BATCH, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: size }, () => open(url, key)))));
  }
  return {
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

function open(url: string, key: string): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  const socket = new WebSocket(url, 'graphql-transport-ws');
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.addEventListener('open', () => send({ type: 'connection_init', payload: { 'x-api-key': key } }));
  socket.addEventListener('message', ({ data }) => {
    const { type } = JSON.parse(data) as { type: string };
    if (type === 'ping') send({ type: 'pong' });
    if (type !== 'connection_ack') return;
    send({ id: '1', type: 'subscribe', payload: { query: 'subscription { eventOccurred { subject } }' } });
    resolve(socket);
  });
  socket.addEventListener('close', ({ code, reason }) =>
    reject(new Error(`A WebSocket was closed: ${code} ${reason}`)),
  );
  socket.addEventListener('error', () => reject(new Error('A WebSocket failed.')));
  return promise;
}
