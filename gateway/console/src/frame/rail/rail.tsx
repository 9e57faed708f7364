import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/icons.tsx';
import { formatTotal, type Total } from '../../ui/words.ts';
import { DESTINATIONS, type Destination } from '../destinations.ts';
import { useFrame } from '../viewer.ts';
import { PersonMenu } from './person-menu.tsx';

/** Lists the pages: with names, as icons on narrow screens, as a bar at the bottom on phones. */
export function Rail({ onSearch }: { onSearch: () => void }) {
  const { workspace, openPosts } = useFrame();
  return (
    <div className="order-last flex shrink-0 border-line bg-surface max-sm:border-t sm:order-first sm:w-14 sm:flex-col sm:border-r sm:p-2 rail:w-[216px]">
      <p className="truncate px-2 py-2 font-semibold max-rail:sr-only" title={workspace}>
        {workspace || 'Tributary'}
      </p>
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K"
        className="flex h-9 items-center gap-2 rounded-md px-2.5 text-[13px] text-muted hover:bg-raised max-sm:h-14 max-sm:flex-1 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 max-sm:text-[11px] sm:mb-2"
      >
        <Icon name="search" />
        <span className="max-sm:hidden sm:max-rail:sr-only">Search</span>
        <span className="sm:hidden">More</span>
        <kbd className="ml-auto text-[11px] max-rail:hidden">Ctrl K</kbd>
      </button>
      <nav aria-label="Pages" className="flex max-sm:flex-4 sm:min-h-0 sm:flex-1 sm:flex-col sm:gap-0.5">
        {DESTINATIONS.map((page) => (
          <RailLink
            key={page.path}
            page={page}
            badge={page.path === '/inbox' ? openPosts : null}
            isFirstBelow={page === FIRST_BELOW}
          />
        ))}
      </nav>
      <div className="max-sm:hidden">
        <PersonMenu />
      </div>
    </div>
  );
}

/** The first page at the bottom of the rail. */
const FIRST_BELOW = DESTINATIONS.find(({ isLow }) => isLow);

interface RailLinkProps {
  readonly page: Destination;
  readonly badge: Total | null;
  readonly isFirstBelow: boolean;
}

function RailLink({ page, badge, isFirstBelow }: RailLinkProps) {
  return (
    <Link
      to={page.path}
      title={page.name}
      className={`flex h-9 items-center gap-2 rounded-md px-2.5 text-[13px] text-ink hover:bg-raised ${page.isOnPhones ? '' : 'max-sm:hidden'} ${isFirstBelow ? 'sm:mt-auto' : ''} max-sm:h-14 max-sm:flex-1 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 max-sm:px-0 max-sm:text-[11px]`}
      activeProps={{ className: 'bg-raised font-medium', 'aria-current': 'page' }}
    >
      <Icon name={page.icon} />
      <span className="sm:max-rail:sr-only">{page.name}</span>
      {badge?.totalCount ? (
        <span className="ml-auto text-[12px] text-muted tabular-nums max-rail:hidden">
          {formatTotal(badge)}
          <span className="sr-only"> open posts</span>
        </span>
      ) : null}
    </Link>
  );
}
