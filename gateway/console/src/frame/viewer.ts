import { createContext, useContext } from 'react';
import { graphql } from '../graph/index.ts';
import type { Total } from '../ui/words.ts';

export const frameQuery = graphql(`
  query ConsoleFrame {
    viewer {
      workspace {
        id
        name
      }
      user {
        id
        name
        email
      }
    }
    trackers {
      id
      name
      status
    }
    communityPosts(filter: { handled: false }, first: 1) {
      totalCount
      totalCountIsExact
    }
  }
`);

/** What every page knows: the person, the workspace, its trackers and the number of open posts. */
export interface FrameData {
  readonly workspace: string;
  /** Null for a key of the workspace itself. */
  readonly person: { readonly name: string; readonly email: string } | null;
  readonly trackers: readonly { readonly id: string; readonly name: string }[];
  readonly openPosts: Total | null;
  /** Reads all of this again after a change. */
  reload(): void;
}

const NOTHING: FrameData = {
  workspace: '',
  person: null,
  trackers: [],
  openPosts: null,
  reload: () => undefined,
};

export const FrameContext = createContext<FrameData>(NOTHING);

export function useFrame(): FrameData {
  return useContext(FrameContext);
}
