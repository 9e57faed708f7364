import { expect, test } from '@jest/globals';
import { testPrincipal } from '@tributary/kit/testing';
import { createCredentialCache, type Known } from '../../src/access/credential-cache.ts';

const KNOWN: Known = {
  principal: testPrincipal('00000000-0000-4000-8000-00000000000a'),
  expiresAt: Number.POSITIVE_INFINITY,
};

/** Opens a cache of three entries in which `valid-…` are valid, and records its look-ups. */
function open(isComplete = (_since: number) => false) {
  const lookedUp: string[] = [];
  const cache = createCredentialCache(
    async (credential) => {
      lookedUp.push(credential);
      return credential.startsWith('valid') ? KNOWN : null;
    },
    { max: 3, isComplete },
  );
  return { cache, lookedUp };
}

test('a flood of invalid credentials does not evict valid ones', async () => {
  const { cache, lookedUp } = open();
  await cache.find('valid-1');
  for (let index = 0; index < 100; index++) expect(await cache.find(`unknown-${index}`)).toBeNull();
  lookedUp.length = 0;
  expect(await cache.find('valid-1')).toMatchObject(KNOWN);
  expect(lookedUp).toEqual([]);
});

test('an invalid credential is looked up once, and is not familiar', async () => {
  const { cache, lookedUp } = open();
  for (let index = 0; index < 5; index++) expect(await cache.find('unknown')).toBeNull();
  expect(lookedUp).toEqual(['unknown']);
  expect(cache.isFamiliar('unknown')).toBe(false);
});

test('concurrent look-ups of one credential are merged', async () => {
  const { cache, lookedUp } = open();
  const found = await Promise.all(Array.from({ length: 10 }, () => cache.find('valid-1')));
  expect(found).toEqual(Array.from({ length: 10 }, () => KNOWN));
  expect(lookedUp).toEqual(['valid-1']);
});

test('a valid credential stays familiar after its principal is evicted, until it is found invalid', async () => {
  let valid = true;
  const cache = createCredentialCache(async () => (valid ? KNOWN : null));
  await cache.find('a key');
  cache.forget(new Set([KNOWN.principal.workspaceId]));
  expect(cache.isFamiliar('a key')).toBe(true);
  valid = false;
  expect(await cache.find('a key')).toBeNull();
  expect(cache.isFamiliar('a key')).toBe(false);
});

test('a look-up that began before a revocation does not fill the cache after it', async () => {
  const answers: ((known: Known | null) => void)[] = [];
  const cache = createCredentialCache(() => new Promise((resolve) => answers.push(resolve)));
  const before = cache.find('a key');
  cache.forget(new Set([KNOWN.principal.workspaceId]));
  answers[0]!(KNOWN);
  await before;
  const after = cache.find('a key');
  answers[1]!(null);
  expect(await after).toBeNull();
});

test.each([
  { name: 'two seconds', complete: false, until: 2_000 },
  { name: 'a minute while the changes of other processes are received', complete: true, until: 60_000 },
])('a principal is cached for $name', async ({ complete, until }) => {
  const { now } = performance;
  let time = now.call(performance);
  performance.now = () => time;
  try {
    const { cache, lookedUp } = open(() => complete);
    await cache.find('valid-1');
    const expiry = time + until;
    time = expiry - 500;
    await cache.find('valid-1');
    expect(lookedUp).toHaveLength(1);
    time = expiry + 500;
    await cache.find('valid-1');
    expect(lookedUp).toHaveLength(2);
  } finally {
    performance.now = now;
  }
});

test('only what was looked up after a connection began is cached for longer', async () => {
  const { now } = performance;
  let time = now.call(performance);
  performance.now = () => time;
  const began = time + 1_000;
  try {
    const { cache, lookedUp } = open((since) => since >= began);
    await cache.find('valid-1');
    time += 3_000;
    await cache.find('valid-1');
    time += 3_000;
    await cache.find('valid-1');
    expect(lookedUp).toHaveLength(2);
  } finally {
    performance.now = now;
  }
});
