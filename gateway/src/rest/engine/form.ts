import { queryFault } from '@tributary/kit/text';
import { invalid } from './input.ts';

/**
 * Parses a form body by the rules of the query string: a parameter that is not valid text is
 * rejected, because the parser would replace it by U+FFFD. A repeated member is a list, which
 * validation rejects.
 */
export function parseForm(text: string): Record<string, unknown> {
  const fault = queryFault(`?${text}`);
  if (fault) throw invalid(fault.parameter, fault.expected);
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
