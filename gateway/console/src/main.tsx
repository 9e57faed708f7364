import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { applyTheme, FailedStart } from './frame/index.ts';
import { createGraphClient } from './graph/index.ts';
import { createConsoleRouter } from './routes.tsx';
import { openSession } from './session/index.ts';
import './styles.css';

applyTheme();
const root = createRoot(document.getElementById('root')!);
await start();

async function start(): Promise<void> {
  try {
    const session = await openSession();
    if (!session) return;
    const router = createConsoleRouter(new URL(document.baseURI).pathname);
    root.render(
      <StrictMode>
        <Provider value={createGraphClient(session)}>
          <RouterProvider router={router} />
        </Provider>
      </StrictMode>,
    );
  } catch (error) {
    root.render(<FailedStart message={(error as Error).message} />);
  }
}
