import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Holds bodies against the schemas of an OpenAPI document. */
export interface Contract {
  /** What the schema of an answer says against a body; null when nothing, undefined where there is no schema. */
  faults(path: string, method: string, status: number, body: unknown): string | null | undefined;
}

/** A document in which a member that no schema names is a fault too, where `closed`. */
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

/** Each object's schema that names its members, without others. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, close(each)]));
  const names = members['type'] === 'object' && members['properties'] !== undefined;
  return names ? { additionalProperties: false, ...members } : members;
}
