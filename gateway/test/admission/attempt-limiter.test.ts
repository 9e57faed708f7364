import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAddressLimiter, createAttemptLimiter } from '@tributary/gateway/admission';
import { networkOf } from '../../src/admission/network.ts';

let now: number;
beforeEach(() => {
  now = Date.parse('2026-04-04T23:59:30Z');
});
const open = () => createAddressLimiter(() => now);

describe('an address', () => {
  test('may fail 60 times a minute, independently of other addresses, and again in the next minute', () => {
    const addresses = open();
    const waits = Array.from({ length: 62 }, () => addresses.count('192.0.2.1'));
    expect(waits.filter((wait) => wait === null)).toHaveLength(60);
    expect(waits.at(-1)).toBe(30);
    expect(addresses.begin('192.0.2.1')).toBe(30);
    expect(addresses.wait('192.0.2.1')).toBe(30);
    expect(addresses.count('192.0.2.2')).toBeNull();
    now += 30_000;
    expect(addresses.count('192.0.2.1')).toBeNull();
  });

  test('has at most as many attempts in flight as its remaining failures; an ended attempt frees one', () => {
    const addresses = open();
    for (let index = 0; index < 20; index++) addresses.count('192.0.2.1');
    const attempts = Array.from({ length: 41 }, () => addresses.begin('192.0.2.1'));
    expect(attempts.at(-1)).toBe(1);
    for (const attempt of attempts) if (typeof attempt !== 'number') attempt.end();
    expect(addresses.begin('192.0.2.1')).toHaveProperty('end');
  });

  test('of IPv6 is counted with its whole /64', () => {
    const addresses = open();
    for (let index = 0; index < 60; index++) addresses.count(`2001:db8:1:2::${index.toString(16)}`);
    expect(addresses.count('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(30);
    expect(addresses.count('2001:db8:1:3::1')).toBeNull();
  });
});

test('any other key is counted as it is, up to the given maximum', () => {
  const accounts = createAttemptLimiter(() => now, { max: 2 });
  expect(['a', 'a', 'a', 'b'].map(accounts.count)).toEqual([null, null, 30, null]);
  now += 30_000;
  expect(accounts.wait('a')).toBeNull();
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['::FFFF:C000:0201', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', 'unknown'],
  ['not an address', 'unknown'],
  ['192.0.2.1.5', 'unknown'],
])('%s is counted under %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
