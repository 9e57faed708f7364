/** Subscriptions over server-sent events, multipart responses and WebSockets. */
export type { SocketServices } from './connection.ts';
export { streamSubscriptions } from './stream-response.ts';
export { registerWebSocket } from './web-socket.ts';
