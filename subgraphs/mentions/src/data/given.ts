import { sql } from 'kysely';

/** Column names with their PostgreSQL types. */
export type Types = Readonly<Record<string, string>>;

/** Rows as a source `given` of a query: one parameter however many there are. */
export function given<Columns extends Types>(
  types: Columns,
  rows: readonly Readonly<Record<keyof Columns, unknown>>[],
) {
  const columns = sql.join(
    Object.entries(types).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`),
  );
  return sql<Record<keyof Columns, never>>`jsonb_to_recordset(${toJson(rows)}::jsonb)`.as<'given'>(
    sql`given(${columns})`,
  );
}

export function namesOf<Name extends string>(types: Readonly<Record<Name, string>>): Name[] {
  return Object.keys(types) as Name[];
}

/** JSON that PostgreSQL takes: half of a surrogate pair becomes U+FFFD, and the character NUL is left out. */
function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/\\ud[89a-f]|\\u0000/.test(text)) return text;
  return JSON.stringify(value, (_, member) =>
    typeof member === 'string' ? member.toWellFormed().replaceAll('\0', '') : member,
  );
}
