import { readdirSync, readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { distinct } from './sent.mjs';

const { url, connections, seconds, pid, ...request } = JSON.parse(process.argv[2]);
let answered = 0,
  failed = 0;
const cpu = () => {
  let sum = 0;
  for (const t of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`, 'utf8').split(' ')[0]);
    } catch {}
  }
  return sum / 1e6;
};
const run = autocannon({
  url,
  method: request.method,
  connections,
  duration: seconds,
  timeout: 30,
  requests: [{ setupRequest: (made) => distinct(made, request) }],
});
run.on('response', (_c, s) => {
  if (s === 200) answered++;
  else failed++;
});
const windows = [];
let a = 0,
  c = cpu();
const timer = setInterval(() => {
  const now = cpu();
  const n = answered - a;
  if (n > 5) windows.push((now - c) / n);
  a = answered;
  c = now;
}, 200);
await run;
clearInterval(timer);
process.stdout.write(JSON.stringify({ windows: windows.slice(1, -1), failed }) + '\n');
