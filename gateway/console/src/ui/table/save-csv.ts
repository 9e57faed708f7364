/** A cell of a table. */
type Cell = string | number | null | undefined;

/** Offers rows as a CSV file to save. */
export function saveCsv(name: string, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const text = [head, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n');
  const link = document.createElement('a');
  // The byte order mark makes Excel read the file as UTF-8.
  link.href = URL.createObjectURL(new Blob(['\uFEFF', text, '\r\n'], { type: 'text/csv;charset=utf-8' }));
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Quotes a cell where necessary, and keeps spreadsheets from running a text as a formula. */
function cellOf(value: Cell): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
