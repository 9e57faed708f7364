import { useGraph } from '../../../graph/index.ts';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatNumber, inWords, productName } from '../../../ui/words.ts';
import { SettingsSection } from '../settings-section.tsx';
import { type Cost, type Limit, modelUsageQuery, type Plan, plansQuery } from './usage-operations.ts';

/** What the workspace may use, and what it has used. */
export function UsagePage() {
  const loaded = useGraph(plansQuery, {});
  return (
    <SettingsSection title="Plans and usage" what="plans" loaded={loaded}>
      {({ viewer, aiQuota }) => (
        <>
          <DataTable
            name="Plans"
            columns={PLAN_COLUMNS}
            rows={viewer?.workspace.plans ?? []}
            keyOf={({ product }) => product}
          />
          {viewer?.limits.length ? (
            <section aria-label="Request limits" className="grid gap-2">
              <h2>Request limits of your session</h2>
              <DataTable
                name="Request limits"
                columns={LIMIT_COLUMNS}
                rows={viewer.limits}
                keyOf={({ product }) => product ?? 'graph'}
              />
            </section>
          ) : null}
          <ModelUsage />
          {aiQuota ? (
            <p className="text-[13px] text-muted">
              {formatNumber(aiQuota.used)} of {formatNumber(aiQuota.limit)} AI suggestions of this month are
              used; the quota renews <Time at={aiQuota.resetsAt} />.
            </p>
          ) : null}
        </>
      )}
    </SettingsSection>
  );
}

const PLAN_COLUMNS: readonly Column<Plan>[] = [
  { name: 'Product', text: ({ product }) => productName(product) },
  { name: 'Plan', text: ({ plan }) => inWords(plan) },
];

const LIMIT_COLUMNS: readonly Column<Limit>[] = [
  { name: 'Interface', text: ({ product }) => (product ? `${productName(product)} REST API` : 'GraphQL') },
  {
    name: 'Remaining',
    isNumber: true,
    text: ({ remaining }) => remaining,
    cell: (row) => formatNumber(row.remaining),
  },
  { name: 'Limit', isNumber: true, text: ({ limit }) => limit, cell: (row) => formatNumber(row.limit) },
  {
    name: 'Resets',
    text: ({ resetsAt }) => resetsAt,
    cell: ({ resetsAt }) => <Time at={resetsAt} />,
  },
];

function ModelUsage() {
  const loaded = useGraph(modelUsageQuery, {});
  return (
    <section aria-label="Language model" className="grid gap-2">
      <h2>Language model, 30 days</h2>
      <LoadedContent loaded={loaded} what="costs" lines={2}>
        {({ modelUsage }) => {
          if (!modelUsage?.model && !modelUsage?.costs.length)
            return (
              <p className="text-[13px] text-muted">
                No language model is set up. The built-in engines judge all texts at no cost.
              </p>
            );
          return (
            <>
              {modelUsage.model && (
                <p className="text-[13px] text-muted">
                  {modelUsage.model} has used {formatNumber(modelUsage.tokensToday)} of today's{' '}
                  {formatNumber(modelUsage.dailyTokens)} tokens.
                </p>
              )}
              <DataTable
                name="Costs of the language model"
                columns={COST_COLUMNS}
                rows={modelUsage.costs}
                keyOf={({ day, task, model }) => `${day} ${task} ${model}`}
              />
            </>
          );
        }}
      </LoadedContent>
    </section>
  );
}

const COST_COLUMNS: readonly Column<Cost>[] = [
  { name: 'Day', text: ({ day }) => day },
  { name: 'Task', text: ({ task }) => task },
  { name: 'Model', text: ({ model }) => model },
  { name: 'Texts judged', isNumber: true, text: ({ judged }) => judged },
  { name: 'From the cache', isNumber: true, text: ({ cached }) => cached },
  { name: 'Not judged', isNumber: true, text: ({ dropped }) => dropped },
  { name: 'Requests', isNumber: true, text: ({ requests }) => requests },
  {
    name: 'Dollars',
    isNumber: true,
    text: ({ dollars }) => dollars,
    cell: (row) => `$${row.dollars.toFixed(3)}`,
  },
];
