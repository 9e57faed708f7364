import { Link } from '@tanstack/react-router';
import { useGraph } from '../../graph/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { count, platformName } from '../../ui/words.ts';
import { sourceHealthQuery } from './today-operations.ts';
import { Nothing, Widget, WidgetRow } from './widget.tsx';

/** The sources that cannot be read, and whose trackers need them. */
export function SourceTroubles() {
  const loaded = useGraph(sourceHealthQuery, {});
  return (
    <Widget title="Sources in trouble" loaded={loaded}>
      {({ trackers }) => {
        const failing = (trackers ?? [])
          .filter(({ status }) => status === 'ACTIVE')
          .flatMap(({ id, health }) => health.map((each) => ({ ...each, tracker: id })))
          .filter(({ state }) => state === 'FAILING');
        if (failing.length === 0) return <Nothing>Every source of an active tracker can be read.</Nothing>;
        return (
          <ul>
            {[...Map.groupBy(failing, ({ source }) => source)].map(([source, found]) => (
              <WidgetRow key={source}>
                <span className="text-warning">
                  <Icon name="warning" size={14} />
                </span>
                <span className="min-w-0">
                  {platformName(source)}: {found[0]!.problem ?? 'cannot be read'}
                </span>
                <Link
                  to="/trackers/$id"
                  params={{ id: found[0]!.tracker }}
                  className="ml-auto text-[12px] whitespace-nowrap text-accent-ink hover:underline"
                >
                  {count(found.length, 'tracker')}
                </Link>
              </WidgetRow>
            ))}
          </ul>
        );
      }}
    </Widget>
  );
}
