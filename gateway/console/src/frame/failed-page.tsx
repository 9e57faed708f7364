import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../ui/button.tsx';

/** Replaces a page whose code failed; the rail still works. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  return (
    <div role="alert" className="mx-auto grid max-w-lg gap-3 px-4 py-16">
      <h1>This page could not be shown</h1>
      <p className="text-[13px] text-muted">
        The other pages still work. If it happens again, report this message: “{(error as Error).message}”
      </p>
      <div>
        <Button onClick={reset}>Try again</Button>
      </div>
    </div>
  );
}

/** Replaces a page that does not exist. */
export function UnknownPage() {
  return (
    <div className="mx-auto grid max-w-lg gap-3 px-4 py-16">
      <h1>There is no page at this address</h1>
      <p className="text-[13px] text-muted">Choose a page on the left, or search with Ctrl K.</p>
    </div>
  );
}

/** Replaces the console if it could not log in. */
export function FailedStart({ message }: { message: string }) {
  return (
    <main role="alert" className="mx-auto grid max-w-lg gap-3 px-4 py-16">
      <h1>The console could not start</h1>
      <p className="text-[13px] text-muted">{message}</p>
      <div>
        <Button look="primary" onClick={() => location.reload()}>
          Try again
        </Button>
      </div>
    </main>
  );
}
