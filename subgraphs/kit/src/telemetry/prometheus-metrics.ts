import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/** The period that the values of a metric cover. */
interface Period {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

type Value = MetricValue<string> & { readonly metricName?: string };
type Source = MetricObjectWithValues<Value>;

/**
 * Produces the metrics of a registry of Prometheus for an OTLP exporter, under the same names, so
 * that each metric is defined and counted once.
 */
export function prometheusMetrics(
  registry: Registry,
  resource: Resource,
  clock: () => number,
): MetricProducer {
  const startTime = millisToHrTime(clock());
  return {
    async collect() {
      const period = { startTime, endTime: millisToHrTime(clock()) };
      const sources = (await registry.getMetricsAsJSON()) as unknown as Source[];
      const metrics = sources.flatMap((source) => metricDataOf(source, period));
      return {
        resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'tributary' }, metrics }] },
        errors: [],
      };
    },
  };
}

/** Converts a metric; summaries, which OTLP has for old clients only, are left out. */
function metricDataOf(source: Source, period: Period): MetricData[] {
  const { name, help: description, values } = source;
  const descriptor = { name, description, unit: '', valueType: ValueType.DOUBLE };
  const common = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE };
  const points = () =>
    values.map(({ labels, value }) => ({ ...period, attributes: labels as Attributes, value }));
  switch (String(source.type)) {
    case 'counter':
      return [{ ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() }];
    case 'gauge':
      return [{ ...common, dataPointType: DataPointType.GAUGE, dataPoints: points() }];
    case 'histogram':
      return [{ ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(source, period) }];
    default:
      return [];
  }
}

/** Groups the values of a histogram by their labels, and makes counts of its cumulative buckets. */
function histograms({ name, values }: Source, period: Period) {
  const groups = Map.groupBy(values, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  return [...groups.values()].map((group) => {
    const { le: _, ...attributes } = group[0]!.labels as Attributes;
    const read = (suffix: string) =>
      group.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0;
    const buckets = group.filter(({ metricName }) => metricName === `${name}_bucket`);
    const boundaries = buckets.map(({ labels }) => Number(labels['le'])).filter(Number.isFinite);
    const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0));
    const value = { buckets: { boundaries, counts }, sum: read('sum'), count: read('count') };
    return { ...period, attributes, value };
  });
}
