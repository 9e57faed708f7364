import { expect, test } from '@jest/globals';
import { samplingBy } from '../../src/telemetry/spans/sampling.ts';
import { idBytes } from '../../src/telemetry/spans/span-ids.ts';

const traceOf = (digits: string) => ({
  ids: idBytes(Buffer.from(digits, 'hex')),
  position: 0,
  state: undefined,
});
const ONE = traceOf('4bf92f3577b34da6a3ce929d0e0e4736');

function decisions(name: Parameters<typeof samplingBy>[0]['OTEL_TRACES_SAMPLER']): boolean[] {
  const isSampled = samplingBy({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: 1 });
  return [null, true, false].map((callerSamples) => isSampled(ONE, callerSamples));
}

test('the caller decides with a sampler that depends on the parent, and only then', () => {
  expect(decisions('always_on')).toEqual([true, true, true]);
  expect(decisions('always_off')).toEqual([false, false, false]);
  expect(decisions('traceidratio')).toEqual([true, true, true]);
  expect(decisions('parentbased_always_on')).toEqual([true, true, false]);
  expect(decisions('parentbased_always_off')).toEqual([false, true, false]);
  expect(decisions('parentbased_traceidratio')).toEqual([true, true, false]);
});

test('a share of the traces is sampled by their ids, the same on every call', () => {
  const isSampled = samplingBy({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 0.25 });
  const traces = Array.from({ length: 256 }, (_, index) =>
    traceOf(`${index.toString(16).padStart(2, '0')}${'0'.repeat(29)}1`),
  );
  const sampled = traces.filter((trace) => isSampled(trace, null));
  expect(sampled).toHaveLength(64);
  expect(traces.filter((trace) => isSampled(trace, null))).toEqual(sampled);
});
