import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type Completion, completionsAt, type TokenKind, tokensOf } from './query-tokens.ts';

/** Where and why a query is invalid. */
export interface QueryFault {
  readonly message: string;
  readonly position: number;
  readonly length: number;
  readonly suggestion: string | null;
}

interface QueryEditorProps {
  /** Attributes of the control within its form. */
  readonly control: { readonly id: string; readonly onBlur: () => void };
  readonly value: string;
  readonly fault: QueryFault | null;
  readonly onChange: (value: string) => void;
}

const COLOURS: Readonly<Record<TokenKind, string>> = {
  operator: 'text-muted',
  field: 'text-accent-ink',
  phrase: 'text-positive',
  excluded: 'text-negative',
  group: 'text-muted',
  word: 'text-ink',
};

/** The same box for the text that is edited and the coloured copy below it, so that both agree. */
const BOX =
  'col-start-1 row-start-1 min-h-20 w-full px-2.5 py-1.5 font-mono text-[13px] leading-5 break-words whitespace-pre-wrap';

/** Edits a query with colours, completion of fields, and the fault marked where it is. */
export function QueryEditor({ control, value, fault, onChange }: QueryEditorProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const [completions, setCompletions] = useState<readonly Completion[]>([]);
  const [active, setActive] = useState(0);
  const suggest = (query: string, cursor: number) => {
    setCompletions(completionsAt(query, cursor));
    setActive(0);
  };
  const insert = ({ text, start }: Completion) => {
    const cursor = input.current!.selectionStart;
    const query = value.slice(0, start) + text + value.slice(cursor);
    onChange(query);
    setCompletions(text.endsWith(':') ? completionsAt(query, start + text.length) : []);
    requestAnimationFrame(() => input.current?.setSelectionRange(start + text.length, start + text.length));
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (completions.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + completions.length) % completions.length);
    else if (event.key === 'Enter') insert(completions[active]!);
    else if (event.key === 'Escape') setCompletions([]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative">
      <div className="field grid p-0">
        <Coloured query={value} fault={fault} />
        <textarea
          {...control}
          ref={input}
          role="combobox"
          aria-expanded={completions.length > 0}
          aria-controls={list}
          aria-activedescendant={completions.length > 0 ? `${list}-${active}` : undefined}
          spellCheck={false}
          maxLength={1024}
          className={`${BOX} resize-none rounded-md bg-transparent text-transparent caret-(--ink)`}
          value={value}
          onChange={({ target }) => {
            onChange(target.value);
            suggest(target.value, target.selectionStart);
          }}
          onKeyDown={press}
          onBlur={() => {
            setCompletions([]);
            control.onBlur();
          }}
        />
      </div>
      {completions.length > 0 ? (
        <div
          role="listbox"
          id={list}
          aria-label="Completions"
          className="absolute z-10 mt-1 w-52 rounded-md border border-line bg-canvas p-1 shadow-xl"
        >
          {completions.map((completion, index) => (
            <div
              role="option"
              tabIndex={-1}
              id={`${list}-${index}`}
              key={completion.text}
              aria-selected={index === active}
              onPointerDown={(event) => {
                event.preventDefault();
                insert(completion);
              }}
              className="cursor-pointer rounded-md px-2 py-1 font-mono text-[13px] aria-selected:bg-raised"
            >
              {completion.text}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Coloured({ query, fault }: { query: string; fault: QueryFault | null }) {
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const { text, start, kind } of tokensOf(query)) {
    parts.push(query.slice(end, start));
    const isWrong =
      fault && start < fault.position + Math.max(fault.length, 1) && start + text.length > fault.position;
    const underline = isWrong ? ' underline decoration-wavy decoration-negative' : '';
    parts.push(
      <span key={start} className={COLOURS[kind] + underline}>
        {text}
      </span>,
    );
    end = start + text.length;
  }
  return (
    <div aria-hidden="true" className={`${BOX} pointer-events-none`}>
      {parts}
      {query.slice(end)}{' '}
    </div>
  );
}
