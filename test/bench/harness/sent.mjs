/** Shared by both load generators: building requests, and summarising latencies. */
let sent = 0;

/**
 * Builds a request whose `rotate` headers take turns, with a unique `x-request-id`, so that no two
 * requests are identical. `{n}` in its headers and body becomes a unique number.
 */
export function distinct(made, { method, headers, body, rotate = {} }) {
  sent += 1;
  const number = `${process.pid}-${sent}`;
  const turned = Object.entries(rotate).map(([name, values]) => [name, values[sent % values.length]]);
  const own = Object.entries(headers).map(([name, value]) => [name, value.replaceAll('{n}', number)]);
  return {
    ...made,
    method,
    ...(body === undefined ? {} : { body: body.replaceAll('{n}', number) }),
    headers: { ...Object.fromEntries([...own, ...turned]), 'x-request-id': `bench-${number}` },
  };
}

/** Returns the given quantile of ascending times; 0 if there are none. */
export function percentile(times, part) {
  return times.length === 0 ? 0 : times[Math.min(times.length - 1, Math.floor(times.length * part))];
}
