import { Dialog } from '../../ui/dialog.tsx';

const KEYS = [
  ['j, k', 'Next or previous post'],
  ['e', 'Done'],
  ['d', 'Dismiss'],
  ['x', 'Mark, for bulk actions'],
  ['z', 'Undo'],
  ['r', 'Reply'],
  ['s', 'Schedule the reply'],
  ['m', 'Correct the analysis'],
  ['o', 'Open the original'],
  ['n', 'Show new posts'],
  ['v', 'Save the filters as a view'],
  ['/', 'Search in posts'],
  ['Ctrl K', 'Go to a page or tracker'],
  ['?', 'Show these keys'],
] as const;

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="grid grid-cols-[80px_1fr] gap-y-2 p-4 text-[13px]">
        {KEYS.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded-sm bg-raised px-1.5 py-0.5">{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
