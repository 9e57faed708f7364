import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { CodeExample } from '../../../ui/code-example.tsx';
import { bodyOf, type Operation, type Parameter, requestUrl, type Values } from './open-api.ts';
import { useApiKey } from './use-api-key.ts';

interface TryOperationProps {
  /** Name of the API in addresses. */
  readonly api: string;
  readonly operation: Operation;
}

/** The parameters of an operation, and the response to a request with them. */
export function TryOperation({ api, operation }: TryOperationProps) {
  const { description, parameters = [], method } = operation;
  const [values, setValues] = useState<Values>({});
  const [body, setBody] = useState(() => bodyOf(operation));
  const [key, setKey] = useApiKey();
  const [response, setResponse] = useState<string | null>(null);
  const id = useId();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setResponse(
      await responseTo(requestUrl(api, operation, values), { method, key, body }, operation, values),
    );
  };
  return (
    <form onSubmit={send} className="grid gap-3 border-t border-line px-4 py-3">
      {description ? <p className="max-w-[72ch] whitespace-pre-wrap text-muted">{description}</p> : null}
      <Field
        id={`${id}-key`}
        label="API key"
        isSecret
        hint="Stays in this page"
        value={key}
        onChange={setKey}
      />
      {parameters.map((parameter) => (
        <Field
          key={`${parameter.in} ${parameter.name}`}
          id={`${id}-${parameter.in}-${parameter.name}`}
          label={parameter.name}
          hint={hintOf(parameter)}
          value={values[parameter.name] ?? ''}
          onChange={(value) => setValues((before) => ({ ...before, [parameter.name]: value }))}
        />
      ))}
      {body === null ? null : (
        <div className="grid gap-1">
          <label htmlFor={`${id}-body`} className="label">
            Body
          </label>
          <textarea
            id={`${id}-body`}
            rows={6}
            className="field font-mono text-[12px]"
            value={body}
            onChange={({ target }) => setBody(target.value)}
          />
        </div>
      )}
      <div>
        <Button type="submit" look="primary">
          Send request
        </Button>
      </div>
      {response === null ? null : <CodeExample title="Response" text={response} />}
    </form>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly isSecret?: boolean;
  readonly onChange: (value: string) => void;
}

function Field({ id, label, hint, value, isSecret = false, onChange }: FieldProps) {
  return (
    <div className="grid max-w-xl gap-1">
      <label htmlFor={id} className="label">
        {label}
      </label>
      <input
        id={id}
        type={isSecret ? 'password' : 'text'}
        autoComplete="off"
        className="field"
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-hint`} className="text-[12px] text-muted empty:hidden">
        {hint}
      </p>
    </div>
  );
}

function hintOf({ in: place, required = false, description, schema }: Parameter): string {
  const kind = `${required ? 'Required' : 'Optional'}${place === 'query' ? '' : `, in the ${place}`}.`;
  return [kind, description ?? schema?.description].filter(Boolean).join(' ');
}

interface Sent {
  readonly method: string;
  readonly key: string;
  readonly body: string | null;
}

/** Sends a request, and returns its response as text: the status, and the formatted body. */
async function responseTo(
  url: string,
  { method, key, body }: Sent,
  { parameters = [] }: Operation,
  values: Values,
): Promise<string> {
  const headers = new Headers(key ? { 'x-api-key': key } : {});
  if (body !== null) headers.set('content-type', 'application/json');
  for (const { name, in: place } of parameters)
    if (place === 'header' && values[name]) headers.set(name, values[name]);
  // The key alone decides what is allowed, not the cookies of the session.
  const init: RequestInit = { method, headers, credentials: 'omit' };
  const response = await fetch(url, body === null ? init : { ...init, body }).catch(() => null);
  if (!response) return 'The server could not be reached.';
  return [`HTTP ${response.status}`, formatted(await response.text())].join('\n\n');
}

/** Indents JSON; another text stays as it is. */
function formatted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
