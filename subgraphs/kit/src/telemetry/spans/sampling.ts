import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { SettingValues } from '../../core/settings.ts';
import type { telemetrySettings } from '../settings.ts';
import type { Trace } from './recorded-span.ts';
import { digitsAt, TRACE_ID } from './span-ids.ts';

/**
 * Decides if a trace is recorded. `callerSamples` is the decision of its caller; null without a
 * caller.
 */
export type Sampling = (trace: Trace, callerSamples: boolean | null) => boolean;

type SamplerSettings = Pick<
  SettingValues<typeof telemetrySettings>,
  'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'
>;

/**
 * Returns the decision of a sampler of OpenTelemetry's specification. Only the one that depends on
 * the id of a trace is the SDK's, so that the others cost a comparison.
 */
export function samplingBy({
  OTEL_TRACES_SAMPLER: name,
  OTEL_TRACES_SAMPLER_ARG: ratio,
}: SamplerSettings): Sampling {
  const samplings = { always_on: () => true, always_off: () => false, traceidratio: shareOf(ratio) };
  const own: Sampling = samplings[name.replace('parentbased_', '') as keyof typeof samplings];
  if (!name.startsWith('parentbased_')) return own;
  return (trace, callerSamples) => callerSamples ?? own(trace, null);
}

function shareOf(ratio: number): Sampling {
  const sampler = new TraceIdRatioBasedSampler(ratio);
  return ({ ids, position }) => {
    const { decision } = sampler.shouldSample(ROOT_CONTEXT, digitsAt(ids, position, TRACE_ID));
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  };
}
