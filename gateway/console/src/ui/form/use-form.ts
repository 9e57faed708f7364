import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { Refusal } from '../../graph/index.ts';

/** Messages by the name of their field; the name of the form as a whole is ''. */
export type Problems = Readonly<Record<string, string>>;

/** Values of a form, and what is wrong with them. */
export interface FormState<Values> {
  readonly values: Values;
  readonly problems: Problems;
  readonly isSending: boolean;
  /** Returns the id of a field's control. */
  idOf(name: string): string;
  set(changes: Partial<Values>): void;
  /** Validates a field that loses the focus. */
  leave(name: string): void;
  submit(event: FormEvent): void;
}

interface FormOptions<Values> {
  readonly initial: Values | (() => Values);
  /** Returns what is wrong before anything is sent. */
  readonly check?: (values: Values) => Problems;
  /** Sends valid values; returns why they were refused, or null. */
  readonly send: (values: Values) => Promise<Refusal | null>;
}

/** Holds the values of a form, validates them, and focuses the first field that is wrong. */
export function useForm<Values extends object>(options: FormOptions<Values>): FormState<Values> {
  const { initial, send } = options;
  const check = (checked: Values): Problems => options.check?.(checked) ?? {};
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<Problems>({});
  const [isSending, setSending] = useState(false);
  const id = useId();
  const refuse = useRefusal(id, setProblems);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = check(values);
    if (Object.keys(found).length > 0) return refuse(found);
    setSending(true);
    const refusal = await send(values);
    setSending(false);
    if (refusal) refuse({ [fieldOf(refusal, values)]: refusal.message });
    else setProblems({});
  };
  return {
    values,
    problems,
    isSending,
    submit,
    idOf: (name) => `${id}${name}`,
    set: (changes) => setValues((before) => ({ ...before, ...changes })),
    leave: (name) => setProblems((before) => replaced(before, name, check(values)[name])),
  };
}

/** Returns a function that shows problems, and focuses the first field once it is marked. */
function useRefusal(id: string, show: (problems: Problems) => void) {
  const refused = useRef<string | null>(null);
  useEffect(() => {
    if (refused.current === null) return;
    document.getElementById(`${id}${refused.current}`)?.focus();
    refused.current = null;
  });
  return (problems: Problems) => {
    refused.current = Object.keys(problems)[0] ?? null;
    show(problems);
  };
}

/** Returns the field of the form that a refusal is about: `input.name` is about `name`. */
function fieldOf({ field }: Refusal, values: object): string {
  return field?.split('.').findLast((part) => part in values) ?? '';
}

function replaced(problems: Problems, name: string, problem: string | undefined): Problems {
  const { [name]: _, ...others } = problems;
  return problem ? { ...others, [name]: problem } : others;
}
