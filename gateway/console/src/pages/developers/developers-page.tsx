import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../frame/index.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/form/shown-once.tsx';
import { Icon } from '../../ui/icons.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { addressOf, REST_APIS, type Snippet, snippets } from './snippets.ts';

/** How programs and agents use this server, with its own address in every example. */
export function DevelopersPage() {
  const [examples] = useState(snippets);
  return (
    <Page
      title="Developers"
      action={
        <a href={addressOf('graphql')} target="_blank" rel="noreferrer" className={buttonClasses('primary')}>
          Open GraphiQL
          <Icon name="external" size={14} />
        </a>
      }
    >
      <p className="max-w-[72ch]">
        Everything in this console is also in the graph, which GraphiQL lets you try as yourself. Programs and
        agents need a key from{' '}
        <Link to="/settings" className="text-accent-ink underline">
          Settings
        </Link>
        .
      </p>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {examples.map((snippet) => (
          <Example key={snippet.title} snippet={snippet} />
        ))}
      </div>
      <section aria-label="REST APIs" className="grid gap-2">
        <h2>REST APIs</h2>
        <DataTable name="REST APIs" columns={COLUMNS} rows={REST_APIS} keyOf={({ document }) => document} />
      </section>
    </Page>
  );
}

const COLUMNS: readonly Column<(typeof REST_APIS)[number]>[] = [
  { name: 'API', text: ({ name }) => name },
  {
    name: 'OpenAPI document',
    text: ({ document }) => openApiOf(document),
    cell: ({ document }) => (
      <a href={openApiOf(document)} className="break-all text-accent-ink hover:underline">
        {openApiOf(document)}
      </a>
    ),
  },
];

function openApiOf(document: string): string {
  return addressOf(`schema/openapi/${document}.json`);
}

function Example({ snippet: { title, about, text } }: { snippet: Snippet }) {
  return (
    <section aria-label={title} className="card grid min-w-0 gap-2 p-4 text-[13px]">
      <div className="flex items-center justify-between gap-2">
        <h2>{title}</h2>
        <CopyButton text={text} />
      </div>
      <p className="text-muted">{about}</p>
      <pre className="overflow-x-auto rounded-md bg-raised p-3 text-[12px]">{text}</pre>
    </section>
  );
}
