import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { addressOf, REST_APIS } from '../snippets.ts';
import { type OpenApi, type Operation, operationsOf } from './open-api.ts';
import { TryOperation } from './try-operation.tsx';

/** The operations of the REST APIs, each of which can be tried with a key. */
export function ApiReference() {
  const [api, setApi] = useState<string>(REST_APIS[0].document);
  const { operations, hasFailed } = useOperations(api);
  return (
    <section aria-label="REST APIs" className="grid gap-3">
      <h2>REST APIs</h2>
      <div className="flex flex-wrap items-center gap-1">
        {REST_APIS.map(({ name, document }) => (
          <Button
            key={document}
            look={document === api ? 'plain' : 'quiet'}
            aria-pressed={document === api}
            onClick={() => setApi(document)}
          >
            {name}
          </Button>
        ))}
        <a
          href={addressOf(`schema/openapi/${api}.json`)}
          className="ml-auto text-[13px] text-accent-ink hover:underline"
        >
          OpenAPI document
        </a>
      </div>
      {hasFailed ? (
        <Failure
          title="The reference could not be loaded"
          problem={{ message: 'The server did not return the document.', canRetry: false }}
        />
      ) : null}
      {operations ? <Operations key={api} api={api} operations={operations} /> : null}
      {operations || hasFailed ? null : <Skeleton lines={4} height={28} />}
    </section>
  );
}

function Operations({ api, operations }: { api: string; operations: readonly Operation[] }) {
  return (
    <ul className="card text-[13px]">
      {operations.map((operation) => (
        <li key={`${operation.method} ${operation.path}`} className="border-b border-line last:border-0">
          <OperationLine api={api} operation={operation} />
        </li>
      ))}
    </ul>
  );
}

/** An operation, whose parameters are in the document only while they are shown. */
function OperationLine({ api, operation }: { api: string; operation: Operation }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 px-4 py-1.5 hover:bg-surface">
        <span className="w-14 font-mono text-[12px] font-semibold text-muted">{operation.method}</span>
        <code className="text-[12px] break-all">{operation.path}</code>
        <span className="text-muted">{operation.summary}</span>
      </summary>
      {isOpen ? <TryOperation api={api} operation={operation} /> : null}
    </details>
  );
}

/** Loads the operations of an API; null until they have loaded. */
function useOperations(api: string): { operations: Operation[] | null; hasFailed: boolean } {
  const [loaded, setLoaded] = useState<{ api: string; operations: Operation[] | null } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const finish = (operations: Operation[] | null) => isCurrent && setLoaded({ api, operations });
    fetch(addressOf(`schema/openapi/${api}.json`))
      .then((response) => response.json())
      .then(
        (document: OpenApi) => finish(operationsOf(document)),
        () => finish(null),
      );
    return () => {
      isCurrent = false;
    };
  }, [api]);
  const isCurrent = loaded?.api === api;
  return {
    operations: isCurrent ? loaded.operations : null,
    hasFailed: isCurrent && loaded.operations === null,
  };
}
