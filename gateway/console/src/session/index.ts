export { openSession, type Session } from './console-session.ts';
export { InsecureAddressError } from './pkce.ts';
