import { useState } from 'react';
import { isRefusal } from '../graph/index.ts';
import { Button } from '../ui/button.tsx';
import { HELP, type Help, type Subject, type Suggestion, useWritingHelp } from './use-writing-help.ts';

interface WritingHelpProps {
  readonly subject: Subject;
  /** What is offered; everything if absent. */
  readonly offered?: readonly Help[];
  /** Receives a suggestion that the person uses. */
  readonly onUse: (suggestion: Suggestion) => void;
}

const ALL = Object.keys(HELP) as Help[];

/** Suggestions for a text, which replace it only when the person says so. */
export function WritingHelp({ subject, offered = ALL, onUse }: WritingHelpProps) {
  const suggest = useWritingHelp();
  const [suggestion, setSuggestion] = useState<Suggestion | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async (help: Help) => {
    setRunning(true);
    const outcome = await suggest(help, subject);
    setRunning(false);
    setProblem(isRefusal(outcome) ? outcome.message : null);
    setSuggestion(isRefusal(outcome) ? null : outcome);
  };
  const discard = () => setSuggestion(null);
  const use = () => {
    onUse(suggestion!);
    discard();
  };
  return (
    <section aria-label="Writing assistance" className="grid gap-2">
      <div className="flex flex-wrap gap-1">
        {offered.map((help) => (
          <Button
            key={help}
            look="quiet"
            disabled={!subject.text.trim() || isRunning}
            onClick={() => run(help)}
          >
            {HELP[help]}
          </Button>
        ))}
      </div>
      <p role="alert" className="text-[12px] text-negative empty:hidden">
        {problem}
      </p>
      {suggestion ? <Suggested suggestion={suggestion} onUse={use} onDiscard={discard} /> : null}
    </section>
  );
}

interface SuggestedProps {
  readonly suggestion: Suggestion;
  readonly onUse: () => void;
  readonly onDiscard: () => void;
}

function Suggested({ suggestion: { body, thread = [], notes, engine }, onUse, onDiscard }: SuggestedProps) {
  return (
    <section aria-label="Suggestion" className="grid gap-2 rounded-md border border-line bg-surface p-3">
      {[body, ...thread].map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The parts never move.
        <p key={index} className="break-words whitespace-pre-wrap">
          {part}
        </p>
      ))}
      {notes.length > 0 ? (
        <ul className="list-disc pl-4 text-[12px] text-muted">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        <span className="mr-auto text-[12px] text-muted">
          {engine === 'embedded' ? 'By built-in rules' : `By ${engine}`}
        </span>
        <Button onClick={onDiscard}>Discard</Button>
        <Button look="primary" onClick={onUse}>
          Use suggestion
        </Button>
      </div>
    </section>
  );
}
