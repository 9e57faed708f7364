import type { ClientExchange, Headers } from '../graph/index.ts';
import type { OverrideSettings } from './file/index.ts';

/** Decides for one request which labels of progressive overrides are active. */
export type LabelsOf = (headers: Headers) => ClientExchange['isActive'];

const PERCENT = /^percent\((\d+(?:\.\d+)?)\)$/;

/**
 * Compiles the settings of overrides. All `percent(n)` labels of a request compare with one random
 * number, so that a request with a smaller share also belongs to the larger ones.
 */
export function compileLabels({ labels = [], header }: OverrideSettings, random: () => number): LabelsOf {
  const always = new Set(labels);
  const name = header?.toLowerCase();
  return (headers) => {
    const sent = name === undefined ? [] : String(headers[name] ?? '').split(',');
    const own = new Set(sent.map((label) => label.trim()));
    let drawn: number | undefined;
    return (label) => {
      if (always.has(label) || own.has(label)) return true;
      const percent = PERCENT.exec(label)?.[1];
      if (percent === undefined) return false;
      drawn ??= random() * 100;
      return drawn < Number(percent);
    };
  };
}
