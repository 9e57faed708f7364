import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { saveCsv } from './save-csv.ts';

/** A column of a table, and of the CSV file that it offers. */
export interface Column<Row> {
  readonly name: string;
  /** Content of the CSV file, and of a cell without `cell`; the file has no column without it. */
  readonly text?: (row: Row) => string | number | null;
  readonly cell?: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Whether the file has the column, but not the table. */
  readonly isOnlySaved?: boolean;
  /** Whether the name is for screen readers only, as that of a column of buttons. */
  readonly hidesName?: boolean;
}

interface DataTableProps<Row> {
  /** What the rows are, which screen readers announce and the CSV file is named after. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** More controls beside the button that saves the rows. */
  readonly actions?: ReactNode;
  /** Shown instead of a table without rows. */
  readonly empty?: ReactNode;
}

/** A table, whose rows can be saved as a CSV file. */
export function DataTable<Row>({ name, columns, rows, keyOf, actions, empty }: DataTableProps<Row>) {
  if (rows.length === 0 && empty) return <p className="text-[13px] text-muted">{empty}</p>;
  const shown = columns.filter(({ isOnlySaved }) => !isOnlySaved);
  return (
    <div className="grid min-w-0 gap-2">
      <div className="card overflow-x-auto">
        <table className="data-table">
          <caption className="sr-only">{name}</caption>
          <thead>
            <tr>
              {shown.map((column) => (
                <th key={column.name} scope="col" className={column.isNumber ? 'number' : ''}>
                  <span className={column.hidesName ? 'sr-only' : ''}>{column.name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)} className="hover:bg-surface">
                {shown.map((column) => (
                  <td key={column.name} className={column.isNumber ? 'number' : ''}>
                    {column.cell ? column.cell(row) : column.text?.(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {actions}
        <Button look="quiet" icon="save" className="ml-auto" onClick={() => save(name, columns, rows)}>
          Save as CSV
        </Button>
      </div>
    </div>
  );
}

function save<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const saved = columns.filter(({ text }) => text);
  saveCsv(
    name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    saved.map((column) => column.name),
    rows.map((row) => saved.map(({ text }) => text!(row))),
  );
}
