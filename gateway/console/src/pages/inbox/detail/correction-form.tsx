import { useId } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { type RequestProblem, useChange } from '../../../graph/index.ts';
import { Time } from '../../../ui/time.tsx';
import { inWords } from '../../../ui/words.ts';
import { correctMutation, type InboxPost } from '../inbox-operations.ts';

const RELEVANCES = ['HIGH', 'MEDIUM', 'LOW'] as const;
const INTENTS = ['BUYING', 'COMPARISON', 'PAIN_POINT', 'QUESTION', 'NONE'] as const;
const SENTIMENTS = ['POSITIVE', 'NEUTRAL', 'NEGATIVE'] as const;

interface CorrectionFormProps {
  readonly post: InboxPost;
  readonly onCorrected: () => void;
}

/** Corrects how the post was judged; each choice is saved at once, and an empty one removes it. */
export function CorrectionForm({ post, onCorrected }: CorrectionFormProps) {
  const notify = useNotify();
  const change = useChange(correctMutation);
  const { corrections } = post;
  const correct = async (values: Omit<Parameters<typeof change>[0], 'id'>) => {
    try {
      const { markPost: result } = await change({ id: post.id, ...values });
      if (result?.__typename !== 'PostMarked')
        return notify({ text: result?.message ?? 'The correction was not saved.' });
      notify({ text: `Saved. The workspace has learned from ${result.learnedFrom} corrections.` });
      onCorrected();
    } catch (problem) {
      notify({ text: `The correction was not saved. ${(problem as RequestProblem).message}` });
    }
  };
  return (
    <section aria-label="Correct" className="grid gap-2">
      <h3 className="label">Correct the analysis</h3>
      <Choice
        name="Relevance"
        id="correct-relevance"
        options={RELEVANCES}
        value={corrections?.relevance ?? null}
        onChange={(relevance) => correct({ relevance })}
      />
      <Choice
        name="Intent"
        options={INTENTS}
        value={corrections?.intent ?? null}
        onChange={(intent) => correct({ intent })}
      />
      <Choice
        name="Sentiment"
        options={SENTIMENTS}
        value={corrections?.sentiment ?? null}
        onChange={(sentiment) => correct({ sentiment })}
      />
      {corrections ? (
        <p className="text-[12px] text-muted">
          Corrected <Time at={corrections.at} />
        </p>
      ) : null}
    </section>
  );
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly id?: string;
  readonly options: readonly Value[];
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
}

function Choice<Value extends string>({ name, id, options, value, onChange }: ChoiceProps<Value>) {
  const own = useId();
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)] items-center">
      <label htmlFor={id ?? own} className="text-muted">
        {name}
      </label>
      <select
        id={id ?? own}
        className="field py-0.5"
        value={value ?? ''}
        onChange={(event) => onChange(options.find((option) => option === event.target.value) ?? null)}
      >
        <option value="">Unchanged</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {inWords(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
