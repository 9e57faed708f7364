import type { ParquetWriter } from 'hyparquet-writer';
import type { Column, ColumnKind } from '../../columns.ts';

export type Schema = ParquetWriter['schema'];
type Element = Pick<Schema[number], 'type' | 'converted_type'>;

const ELEMENTS: Readonly<Record<ColumnKind, Element>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

type Described = readonly Pick<Column, 'name' | 'kind'>[];

/** Returns the schema of a file with these columns, any value of which may be missing. */
export function schemaOf(columns: Described): Schema {
  return schemaBy(ELEMENTS, columns);
}

/**
 * Returns the schema that values are encoded by: JSON is the text that it is already, which the
 * library would encode as JSON once more.
 */
export function encodingSchemaOf(columns: Described): Schema {
  return schemaBy({ ...ELEMENTS, json: ELEMENTS.text }, columns);
}

function schemaBy(elements: Readonly<Record<ColumnKind, Element>>, columns: Described): Schema {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...elements[kind] })),
  ];
}
