/** What both load generators do to a request before it leaves, and to the times of those that were answered. */
let sent = 0;

/**
 * A request with headers of `rotate` whose values take turns, and an id of its own in `x-request-id`, so that nobody may take
 * two of them for one. `{n}` in its headers and body is a number that no other has.
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

/** The part of times in ascending order that so many are below; 0 of none. */
export function percentile(times, part) {
  return times.length === 0 ? 0 : times[Math.min(times.length - 1, Math.floor(times.length * part))];
}
