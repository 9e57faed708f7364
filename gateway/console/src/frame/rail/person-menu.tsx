import { Icon } from '../../ui/icons.tsx';
import { nextTheme } from '../theme.ts';
import { useFrame } from '../viewer.ts';

const ITEM =
  'flex h-9 w-full items-center gap-2 rounded-md px-2.5 text-[13px] text-muted hover:bg-raised hover:text-ink';

/** The person, the colours, and the way to log out. */
export function PersonMenu() {
  const { person } = useFrame();
  const name = person?.name || person?.email || 'API key';
  return (
    <div className="border-t border-line pt-2">
      <button type="button" className={ITEM} onClick={nextTheme} title="Switch between light and dark">
        <Icon name="theme" />
        <span className="max-xl:sr-only">Light or dark</span>
      </button>
      <a className={ITEM} href="api/oauth/logout" title={`${name}: log out`}>
        <Icon name="person" />
        <span className="truncate max-xl:sr-only">{name} · Log out</span>
      </a>
    </div>
  );
}
