import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayConfig } from '../config/index.ts';

/** Checks from where requests are sent. */
export interface AllowedOrigins {
  /** Returns why a request is not accepted; null if it is. */
  faultOf(headers: IncomingHttpHeaders): string | null;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Protects against DNS rebinding, by which a page of another site reaches a server in the local
 * network under a name of its own. A page may call only from the gateway's own origin, the loopback
 * interface or `MCP_ORIGINS`. A server that listens on the loopback interface without `PUBLIC_URL`
 * also accepts no other `Host`.
 */
export function allowedOrigins(
  { HOST, MCP_ORIGINS, PUBLIC_URL }: GatewayConfig,
  issuer: () => string,
): AllowedOrigins {
  const listed = MCP_ORIGINS.split(',').map((origin) => origin.trim());
  const isLocal = PUBLIC_URL === '' && isLoopback(HOST);
  return {
    faultOf({ origin, host = '' }) {
      if (isLocal && !isLoopback(hostOf(`http://${host}`)))
        return 'The Host header is not accepted. Set PUBLIC_URL to serve other names.';
      if (origin === undefined || origin === new URL(issuer()).origin) return null;
      if (listed.includes(origin) || isLoopback(hostOf(origin))) return null;
      return 'Requests of pages of this origin are not accepted. List it in MCP_ORIGINS to allow it.';
    },
  };
}

function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host) || host === '::1';
}

/** Returns the host of a URL without its port; empty if it is invalid. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
