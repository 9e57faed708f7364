/** Returns an identifier in SQL notation. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
