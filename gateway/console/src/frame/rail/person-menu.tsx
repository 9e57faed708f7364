import { Icon } from '../../ui/icons.tsx';
import { nextTheme } from '../theme.ts';
import { useFrame } from '../viewer.ts';

const ITEM =
  'flex h-9 items-center gap-2 rounded-md px-2.5 text-[13px] text-muted hover:bg-raised hover:text-ink';

/** The name of the person, the colours, and the way to log out. */
export function PersonMenu() {
  const { person } = useFrame();
  const name = person?.name || person?.email || 'API key';
  return (
    <div className="mt-2 border-t border-line pt-2">
      <button
        type="button"
        className={`${ITEM} w-full`}
        onClick={nextTheme}
        title="Switch between light and dark"
      >
        <Icon name="theme" />
        <span className="max-rail:sr-only">Theme</span>
      </button>
      <div className="flex items-center text-[13px]">
        <span className="flex min-w-0 items-center gap-2 px-2.5 max-rail:hidden" title={person?.email}>
          <Icon name="person" />
          <span className="truncate">{name}</span>
        </span>
        <a
          className={`${ITEM} shrink-0 rail:ml-auto`}
          href="api/oauth/logout"
          aria-label={`Log out ${name}`}
          title={`Log out ${name}`}
        >
          <Icon name="logout" />
        </a>
      </div>
    </div>
  );
}
