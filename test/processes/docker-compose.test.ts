import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { freePort, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { parse } from 'yaml';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const NAMES = subgraphs.map(({ name }) => name);

interface Service {
  image?: string;
  command: string[];
  environment: Record<string, string>;
  profiles?: string[];
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
}

/** Parses docker-compose.yml as Compose does, with these variables. */
function compose(variables: Record<string, string>): Record<string, Service> {
  const text = readFileSync(resolve(ROOT, 'docker-compose.yml'), 'utf8').replace(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, name: string, fallback: string) => variables[name] ?? fallback,
  );
  return parse(text, { merge: true }).services;
}

/**
 * Runs the containers' commands as plain processes: same commands and environment, other addresses.
 */
class Processes {
  readonly #running: ChildProcess[] = [];
  readonly #ports = new Map<string, number>();
  readonly #database: string;

  constructor(database: string) {
    this.#database = database;
  }

  async start(name: string, { command, environment }: Service): Promise<string> {
    const port = await freePort();
    this.#ports.set(name, port);
    const env = Object.fromEntries(
      Object.entries(environment).map(([variable, value]) => [variable, this.#outside(String(value))]),
    );
    const child = spawn(process.execPath, command.slice(1), {
      cwd: ROOT,
      env: {
        ...env,
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'error',
        TRIBUTARY_LISTENING: 'off',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#running.push(child);
    const url = `http://127.0.0.1:${port}`;
    await healthy(url, child);
    return url;
  }

  /** Replaces addresses between containers by addresses on this machine. */
  #outside(value: string): string {
    if (value.includes('@postgres:5432/')) return this.#database;
    return value.replace(/^http:\/\/([\w-]+):4000/, (_, name) => `http://127.0.0.1:${this.#ports.get(name)}`);
  }

  async stop(): Promise<(number | null)[]> {
    return Promise.all(
      this.#running.reverse().map(async (child) => {
        if (child.exitCode !== null) return child.exitCode;
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        return ((await exited) as [number | null])[0];
      }),
    );
  }
}

/** Waits until the request of the image's health check succeeds. */
async function healthy(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`The process ended with ${child.exitCode}.`);
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((retry) => setTimeout(retry, 100));
  }
  throw new Error(`${url} did not become ready.`);
}

/** Returns the patterns of the folders of all packages. */
function workspaces(): string[] {
  return JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')).workspaces;
}

describe('docker-compose.yml', () => {
  const services = compose({});

  test('starts PostgreSQL and the gateway by default, and the subgraphs with the profile split', () => {
    const byDefault = Object.keys(services).filter((name) => !services[name]!.profiles);
    expect(byDefault).toEqual(['postgres', 'gateway']);
    const split = Object.keys(services).filter((name) => services[name]!.profiles?.includes('split'));
    expect(split.sort()).toEqual(['gateway-split', ...NAMES].sort());
    for (const name of NAMES) expect(services[name]!.command).toEqual(['node', `subgraphs/${name}/main.js`]);
  });

  test('tells the gateway of the profile split where each subgraph is', () => {
    const { environment } = services['gateway-split']!;
    const urls = Object.entries(environment).filter(([name]) => /^SUBGRAPH_\w+_URL$/.test(name));
    expect(Object.fromEntries(urls)).toEqual({
      ...Object.fromEntries(
        NAMES.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `http://${name}:4000/graphql`]),
      ),
    });
  });

  test('starts each service once its dependencies are healthy', () => {
    expect(services['gateway']!.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    const healthy = ['postgres', ...NAMES].map((name) => [name, { condition: 'service_healthy' }]);
    expect(services['gateway-split']!.depends_on).toEqual(Object.fromEntries(healthy));
  });

  test('the image runs Node 24 without root, without development dependencies, with a health check', () => {
    const dockerfile = readFileSync(resolve(ROOT, 'gateway/Dockerfile'), 'utf8');
    expect(dockerfile.match(/^FROM .*$/gm)).toEqual([
      'FROM node:24-slim AS manifests',
      'FROM manifests AS console',
      'FROM manifests AS dependencies',
      'FROM node:24-slim',
    ]);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/npm ci --omit=dev/);
    // Not only the `node_modules` at the root: workspaces have others, with other versions.
    expect(dockerfile).toMatch(/^COPY --from=dependencies \/app \.\/$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });

  test('the image installs the dependencies of every package', () => {
    const dockerfile = readFileSync(resolve(ROOT, 'gateway/Dockerfile'), 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (\S+)\/package\.json \1\/$/gm)].map(([, folder]) => folder);
    expect(copied.sort()).toEqual(globSync(workspaces(), { cwd: ROOT }).sort());
  });
});

describe.each([
  { layout: 'default', behind: [], front: 'gateway' },
  {
    layout: 'split',
    behind: NAMES,
    front: 'gateway-split',
  },
])('the processes of the $layout layout', ({ behind, front }) => {
  let database: TestDatabase;
  let processes: Processes;
  let url: string;
  let key: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    processes = new Processes(database.url);
    const services = compose({ SUBGRAPH_SECRET: 'thirty-two characters or more of secret' });
    for (const name of behind) await processes.start(name, services[name]!);
    url = await processes.start(front, services[front]!);
    const tributary = (...args: string[]) =>
      execFileSync(process.execPath, ['gateway/bin/tributary.js', ...args], {
        cwd: ROOT,
        env: { DATABASE_URL: database.url },
        encoding: 'utf8',
      });
    tributary('workspaces', 'create', 'acme');
    tributary('plans', 'set', 'pro', '--workspace', 'acme', '--product', 'community-tracker');
    key = tributary('keys', 'create', '--workspace', 'acme', '--product', 'community-tracker').trim();
  });
  afterAll(async () => {
    await processes.stop();
    await database.stop();
  });

  test('serve REST and GraphQL', async () => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const rest = await fetch(`${url}/api-posts?keyword=anything`, { headers });
    expect([rest.status, await rest.json()]).toMatchObject([200, { data: [], meta: { total: 0 } }]);
    const body = JSON.stringify({
      query: 'mutation { createTracker(input: { name: "x", query: "x" }) { __typename } }',
    });
    const graphql = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    expect(await graphql.json()).toEqual({
      data: { createTracker: { __typename: 'TrackerCreated' } },
      extensions: { cost: { requested: 1, maximum: 100_000 } },
    });
  });

  test('exit promptly and cleanly on SIGTERM', async () => {
    expect(await processes.stop()).toEqual([0, ...behind.map(() => 0)]);
  });
});
