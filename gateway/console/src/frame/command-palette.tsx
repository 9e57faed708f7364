import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { DESTINATIONS } from './destinations.ts';
import { nextTheme } from './theme.ts';
import { useFrame } from './viewer.ts';

/** Something that the palette reaches. */
interface Command {
  readonly name: string;
  readonly kind: string;
  readonly icon: IconName;
  run(): unknown;
}

const MOST_SHOWN = 12;

/** Finds pages, trackers and actions by a part of their name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const commands = useCommands(text);
  const choose = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + commands.length) % Math.max(commands.length, 1));
    if (event.key === 'Enter') choose(commands[active]);
    if (step || event.key === 'Enter') event.preventDefault();
  };
  return (
    <Dialog title="Search pages, trackers and actions" hidesTitle onClose={onClose}>
      <input
        role="combobox"
        aria-label="Search pages, trackers and actions"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={commands[active] ? `${list}-${active}` : undefined}
        placeholder="Go to a page or tracker, or search posts"
        className="w-full border-b border-line bg-transparent px-4 py-3 outline-none"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div role="listbox" id={list} aria-label="Results" className="max-h-[50vh] overflow-y-auto p-2">
        {commands.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: The input handles the keys of the list.
          <div
            role="option"
            tabIndex={-1}
            id={`${list}-${index}`}
            key={`${command.kind} ${command.name}`}
            aria-selected={index === active}
            onClick={() => choose(command)}
            onPointerMove={() => setActive(index)}
            className="flex h-9 cursor-pointer items-center gap-2 rounded-md px-2.5 text-[13px] aria-selected:bg-raised"
          >
            <Icon name={command.icon} />
            <span className="truncate">{command.name}</span>
            <span className="ml-auto text-[12px] text-muted">{command.kind}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function useCommands(text: string): Command[] {
  const navigate = useNavigate();
  const { trackers } = useFrame();
  const all = useMemo<Command[]>(
    () => [
      ...DESTINATIONS.map(({ path, name, icon }) => ({
        name,
        icon,
        kind: 'Page',
        run: () => navigate({ to: path }),
      })),
      { name: 'New tracker', icon: 'plus', kind: 'Action', run: () => navigate({ to: '/trackers/new' }) },
      { name: 'Switch between light and dark', icon: 'theme', kind: 'Action', run: nextTheme },
      ...trackers.map(
        ({ id, name }): Command => ({
          name,
          icon: 'tracker',
          kind: 'Tracker',
          run: () => navigate({ to: '/trackers/$id', params: { id } }),
        }),
      ),
    ],
    [navigate, trackers],
  );
  const wanted = text.trim().toLowerCase();
  const found = all.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST_SHOWN);
  if (!wanted) return found;
  const search = () => navigate({ to: '/inbox', search: { q: text.trim(), status: 'all' } });
  return [...found, { name: `Posts with “${text.trim()}”`, icon: 'inbox', kind: 'Search', run: search }];
}
