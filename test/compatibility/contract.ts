import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Validates bodies against the schemas of an OpenAPI document. */
export interface Contract {
  /**
   * Returns the violations of a response's schema; null if there are none, undefined without a
   * schema.
   */
  faults(path: string, method: string, status: number, body: unknown): string | null | undefined;
}

/** Opens a document; if `closed`, members that no schema defines are violations too. */
export function contractOf(document: object, closed: boolean): Contract {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema((closed ? close(document) : document) as AnySchema, 'document');
  return {
    faults(path, method, status, body) {
      const place = `document#/paths/${path.replaceAll('/', '~1').replace(/[{}]/g, encodeURIComponent)}`;
      const answer = `${place}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
      const valid = schemaAt(ajv, answer);
      if (!valid) return undefined;
      return valid(body) ? null : ajv.errorsText(valid.errors, { dataVar: 'body' });
    },
  };
}

function schemaAt(ajv: Ajv2020, place: string) {
  try {
    return ajv.getSchema(place);
  } catch {
    return undefined;
  }
}

/** Makes every object schema that lists its members reject other members. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, close(each)]));
  const names = members['type'] === 'object' && members['properties'] !== undefined;
  return names ? { additionalProperties: false, ...members } : members;
}
