import { useNavigate } from '@tanstack/react-router';
import { useFrame, useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { controlOf, Labelled, TextField } from '../../../ui/form/fields.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { MultiSelect } from '../../../ui/form/multi-select.tsx';
import { type Problems, useForm } from '../../../ui/form/use-form.ts';
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
  const send = useSave(tracker, onSaved);
  const form = useForm<TrackerValues>({ initial: () => valuesOf(tracker), check: missingIn, send });
  const preview = usePreview(form.values);
  const { fault } = preview;
  const withFault = fault ? { ...form, problems: { ...form.problems, query: fault.message } } : form;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Form form={form} submit={tracker ? 'Save changes' : 'Create tracker'}>
        <TextField form={form} name="name" label="Name" maxLength={100} />
        <Labelled
          form={withFault}
          name="query"
          label="Query"
          hint={
            fault?.suggestion ??
            'Words, "phrases", OR, -excluded words, and fields such as lang:en or source:reddit'
          }
        >
          <QueryEditor
            control={controlOf(withFault, 'query')}
            value={form.values.query}
            fault={fault}
            onChange={(query) => form.set({ query })}
          />
        </Labelled>
        <TextField
          form={form}
          name="context"
          label="Context"
          rows={3}
          hint="What you offer and for whom, by which posts are judged relevant"
        />
        <div>
          <MultiSelect
            label="Platforms"
            options={SOURCES}
            values={form.values.platforms}
            onChange={(platforms) => form.set({ platforms })}
          />
          <p className="mt-1 text-[12px] text-muted">
            Without a choice, all platforms that can find the query
          </p>
        </div>
        <TextField
          form={form}
          name="languages"
          label="Languages"
          hint="Codes such as en, de; all languages if empty"
        />
        <TextField
          form={form}
          name="feeds"
          label="Feeds"
          rows={2}
          hint="Addresses of RSS or Atom feeds, one a line"
        />
      </Form>
      <PreviewPanel preview={preview} isEmpty={!form.values.query.trim()} />
    </div>
  );
}

/** Returns a function that sends the form's values, and shows what follows from them. */
function useSave(tracker: Tracker | undefined, onSaved: (() => void) | undefined) {
  const create = useOutcome(createTrackerMutation);
  const update = useOutcome(updateTrackerMutation);
  const navigate = useNavigate();
  const notify = useNotify();
  const { reload } = useFrame();
  return async (values: TrackerValues) => {
    const input = inputOf(values);
    const outcome = tracker ? await update({ id: tracker.id, input }) : await create({ input });
    if (isRefusal(outcome)) return outcome;
    reload();
    onSaved?.();
    notify({ text: tracker ? 'Saved.' : 'The tracker listens from now on.' });
    if (!tracker) navigate({ to: '/trackers/$id', params: { id: outcome.tracker.id } });
    return null;
  };
}

function missingIn({ name, query }: TrackerValues): Problems {
  return {
    ...(name.trim() ? {} : { name: 'Enter a name.' }),
    ...(query.trim() ? {} : { query: 'Enter a query.' }),
  };
}
