import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../frame/index.ts';
import type { Loaded } from '../../graph/index.ts';
import { LoadedContent } from '../../ui/loaded-content.tsx';

/** The sections of the settings, in the order of their links. */
const SECTIONS = [
  { path: '/settings', name: 'API keys' },
  { path: '/settings/webhooks', name: 'Webhooks' },
  { path: '/settings/alerts', name: 'Alerts' },
  { path: '/settings/sources', name: 'Sources' },
  { path: '/settings/retention', name: 'Retention' },
  { path: '/settings/members', name: 'Members' },
  { path: '/settings/clients', name: 'OAuth clients' },
  { path: '/settings/usage', name: 'Plans and usage' },
] as const;

interface SettingsSectionProps<Data> {
  readonly title: string;
  /** What is loaded, as in "The webhooks could not be loaded". */
  readonly what: string;
  readonly action?: ReactNode;
  readonly loaded: Loaded<Data>;
  /** The content once its data has loaded. */
  readonly children: (data: Data) => ReactNode;
  readonly dialogs?: ReactNode;
}

/** A section of the settings beside links to the others. */
export function SettingsSection<Data>(props: SettingsSectionProps<Data>) {
  const { title, what, action, loaded, children, dialogs } = props;
  return (
    <Page title={title} action={action}>
      <div className="grid items-start gap-5 lg:grid-cols-[160px_minmax(0,1fr)]">
        <nav aria-label="Settings" className="flex gap-1 overflow-x-auto text-[13px] lg:flex-col">
          {SECTIONS.map(({ path, name }) => (
            <Link
              key={path}
              to={path}
              activeOptions={{ exact: true }}
              className="rounded-md px-2.5 py-1.5 whitespace-nowrap text-muted hover:bg-raised hover:text-ink"
              activeProps={{ className: 'bg-raised font-medium text-ink', 'aria-current': 'page' }}
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="grid min-w-0 gap-6">
          <LoadedContent loaded={loaded} what={what}>
            {children}
          </LoadedContent>
        </div>
      </div>
      {dialogs}
    </Page>
  );
}
