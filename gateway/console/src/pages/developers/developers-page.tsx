import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../frame/index.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { CodeExample } from '../../ui/code-example.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ApiReference } from './reference/api-reference.tsx';
import { addressOf, snippets } from './snippets.ts';

/** Examples for programs and agents, with the address of this server. */
export function DevelopersPage() {
  const [examples] = useState(snippets);
  return (
    <Page
      title="Developers"
      action={
        <a href={addressOf('graphql')} target="_blank" rel="noreferrer" className={buttonClasses('primary')}>
          Open GraphiQL
          <Icon name="external" size={14} />
        </a>
      }
    >
      <p className="max-w-[72ch]">
        Everything in this console is available in the GraphQL API. GraphiQL runs queries with your own
        rights; programs and agents need a key from{' '}
        <Link to="/settings" className="text-accent-ink underline">
          Settings
        </Link>
        .
      </p>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {examples.map(({ title, about, text }) => (
          <CodeExample key={title} title={title} text={text}>
            {about}
          </CodeExample>
        ))}
      </div>
      <ApiReference />
    </Page>
  );
}
