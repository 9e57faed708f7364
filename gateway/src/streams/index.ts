/**
 * Responses that stay open: how many of them a key and a process may have, why they end, and how
 * they are sent to readers that may be slow.
 */
export {
  createOpenStreams,
  type EndReason,
  type ListValidKeys,
  type OpenStream,
  type OpenStreams,
} from './open-streams.ts';
export { openResponseStream, type ResponseStream, type StreamTimes, within } from './response-stream.ts';
