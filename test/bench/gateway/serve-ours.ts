/**
 * `node serve-ours.ts JSON` with { port, supergraph }: Tributary with the subgraphs in its process.
 */
import { readFileSync } from 'node:fs';
import { createLogger, onShutdown, readConfig } from '@tributary/kit/host';
import { startInProcess } from './in-process.ts';

const { port, supergraph } = JSON.parse(process.argv[2]!) as { port: number; supergraph: string };
const log = createLogger('error');
const router = await startInProcess(readFileSync(supergraph, 'utf8'), { ...readConfig(), PORT: port }, log);
onShutdown(log, router.stop);
