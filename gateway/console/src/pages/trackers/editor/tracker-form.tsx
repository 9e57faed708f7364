import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useFrame, useNotify } from '../../../frame/index.ts';
import { type RequestProblem, useChange } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { MultiSelect } from '../../../ui/multi-select.tsx';
import { platformName } from '../../../ui/words.ts';
import { createTrackerMutation, type Tracker, updateTrackerMutation } from '../tracker-operations.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { QueryEditor } from './query-editor.tsx';
import { inputOf, type TrackerValues, valuesOf } from './tracker-values.ts';
import { usePreview } from './use-preview.ts';

interface TrackerFormProps {
  readonly tracker?: Tracker;
  readonly onSaved?: () => void;
}

const SOURCES =
  'BLUESKY DEVTO DISCOURSE GDELT GITHUB HACKERNEWS LEMMY LOBSTERS MASTODON PRODUCTHUNT REDDIT STACKOVERFLOW YOUTUBE'
    .split(' ')
    .map((value) => ({ value, name: platformName(value) }));

/** Creates a tracker or changes it, beside a preview of what it finds. */
export function TrackerForm({ tracker, onSaved }: TrackerFormProps) {
  const [values, setValues] = useState(() => valuesOf(tracker));
  const { save, problems, isSaving } = useSave(tracker, onSaved);
  const preview = usePreview(values);
  const set = (changes: Partial<TrackerValues>) => setValues((before) => ({ ...before, ...changes }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(values);
  };
  const queryProblem = preview.fault?.message ?? problems['query'];
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field id="tracker-name" label="Name" problem={problems['name']}>
          <input
            id="tracker-name"
            className="field"
            maxLength={100}
            value={values.name}
            aria-invalid={problems['name'] !== undefined}
            aria-describedby="tracker-name-problem"
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Field
          id="tracker-query"
          label="Query"
          problem={queryProblem}
          hint={
            preview.fault?.suggestion ??
            'Words, "phrases", OR, -excluded words, and fields such as lang:en or source:reddit'
          }
        >
          <QueryEditor value={values.query} fault={preview.fault} onChange={(query) => set({ query })} />
        </Field>
        <Field
          id="tracker-context"
          label="Context"
          problem={problems['context']}
          hint="What you offer and for whom, by which posts are judged relevant"
        >
          <textarea
            id="tracker-context"
            rows={3}
            className="field"
            value={values.context}
            onChange={(event) => set({ context: event.target.value })}
          />
        </Field>
        <div className="text-[13px]">
          <MultiSelect
            label="Platforms"
            options={SOURCES}
            values={values.platforms}
            onChange={(platforms) => set({ platforms })}
          />
          <p className="mt-1 text-[12px] text-muted">
            Without a choice, all platforms that can find the query
          </p>
        </div>
        <Field
          id="tracker-languages"
          label="Languages"
          problem={problems['languages']}
          hint="Codes such as en, de; all languages if empty"
        >
          <input
            id="tracker-languages"
            className="field"
            value={values.languages}
            onChange={(event) => set({ languages: event.target.value })}
          />
        </Field>
        <Field
          id="tracker-feeds"
          label="Feeds"
          problem={problems['feeds']}
          hint="Addresses of RSS or Atom feeds, one a line"
        >
          <textarea
            id="tracker-feeds"
            rows={2}
            className="field"
            value={values.feeds}
            onChange={(event) => set({ feeds: event.target.value })}
          />
        </Field>
        <p role="alert" className="text-[13px] text-negative empty:hidden">
          {problems['']}
        </p>
        <div>
          <Button type="submit" look="primary" disabled={isSaving}>
            {tracker ? 'Save changes' : 'Create tracker'}
          </Button>
        </div>
      </form>
      <PreviewPanel preview={preview} isEmpty={!values.query.trim()} />
    </div>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly problem: string | undefined;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Field({ id, label, problem, hint, children }: FieldProps) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="label">
        {label}
      </label>
      {children}
      <p id={`${id}-problem`} role="alert" className="text-[12px] text-negative empty:hidden">
        {problem}
      </p>
      {hint ? <p className="text-[12px] text-muted">{hint}</p> : null}
    </div>
  );
}

/** Messages by the name of their field; the name of the form as a whole is ''. */
type Problems = Readonly<Record<string, string>>;

function useSave(tracker: Tracker | undefined, onSaved: (() => void) | undefined) {
  const create = useChange(createTrackerMutation);
  const update = useChange(updateTrackerMutation);
  const [problems, setProblems] = useState<Problems>({});
  const [isSaving, setSaving] = useState(false);
  const navigate = useNavigate();
  const notify = useNotify();
  const { reload } = useFrame();
  const refuse = (found: Problems) => {
    setProblems(found);
    document.getElementById(`tracker-${Object.keys(found)[0]}`)?.focus();
  };
  const send = async (input: ReturnType<typeof inputOf>) =>
    tracker
      ? (await update({ id: tracker.id, input })).updateTracker
      : (await create({ input })).createTracker;
  const save = async (values: TrackerValues) => {
    const missing = missingIn(values);
    if (Object.keys(missing).length > 0) return refuse(missing);
    setSaving(true);
    try {
      const result = await send(inputOf(values));
      if (!result) return refuse({ '': 'The server sent no answer.' });
      if ('message' in result) return refuse(problemsOf(result));
      setProblems({});
      reload();
      onSaved?.();
      notify({ text: tracker ? 'Saved.' : 'The tracker listens from now on.' });
      if (!tracker) navigate({ to: '/trackers/$id', params: { id: result.tracker.id } });
    } catch (problem) {
      refuse({ '': (problem as RequestProblem).message });
    } finally {
      setSaving(false);
    }
  };
  return { save, problems, isSaving };
}

function missingIn({ name, query }: TrackerValues): Problems {
  return {
    ...(name.trim() ? {} : { name: 'Enter a name.' }),
    ...(query.trim() ? {} : { query: 'Enter a query.' }),
  };
}

function problemsOf(refusal: { __typename: string; message: string; field?: string | null }): Problems {
  const field = refusal.__typename === 'InvalidQuery' ? 'query' : refusal.field?.split('.').at(-1);
  const known = ['name', 'query', 'context', 'languages', 'feeds'];
  return { [field && known.includes(field) ? field : '']: refusal.message };
}
