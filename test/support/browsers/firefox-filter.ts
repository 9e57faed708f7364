#!/usr/bin/env node
/**
 * Runs Firefox with the same arguments, and passes on its WebDriver BiDi. Commands that releases
 * with long-term support do not know yet succeed without effect, because Playwright sends them
 * while it opens a page.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { findFirefox } from './programs.ts';

const UNKNOWN = new Set(['emulation.setMediaFeaturesOverride']);
const ANNOUNCEMENT = /(?<=WebDriver BiDi listening on )ws:\/\/\S+/;

const firefox = spawn(findFirefox()!, process.argv.slice(2), { stdio: ['ignore', 'pipe', 'pipe'] });
firefox.once('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => firefox.kill(signal));
passOn(firefox.stdout, process.stdout);
passOn(firefox.stderr, process.stderr);

/** Passes on what Firefox prints, with the address of this process in place of its own. */
function passOn(from: Readable, to: Writable): void {
  from.on('data', async (chunk: Buffer) => {
    const text = String(chunk);
    const address = ANNOUNCEMENT.exec(text)?.[0];
    to.write(address ? text.replace(ANNOUNCEMENT, await serve(address)) : text);
  });
}

/** Serves the connection of Playwright, and returns its address. */
async function serve(address: string): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', async (client, { url = '' }) => {
    const browser = new WebSocket(`${address}${url}`);
    const opened = once(browser, 'open');
    client.on('message', async (data) => {
      const { id, method } = JSON.parse(String(data)) as { id: number; method: string };
      if (UNKNOWN.has(method)) return client.send(JSON.stringify({ type: 'success', id, result: {} }));
      await opened;
      browser.send(String(data));
    });
    browser.on('message', (data) => client.send(String(data)));
    browser.on('close', () => client.close());
    client.on('close', () => browser.close());
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
