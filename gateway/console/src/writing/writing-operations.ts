import type { VariablesOf } from 'gql.tada';
import { graphql } from '../graph/index.ts';

export const improveMutation = graphql(`
  mutation ConsoleImprovePost($text: String!, $platform: PublishingPlatform) {
    optimisePost(text: $text, platform: $platform) {
      __typename
      ... on PostOptimised {
        text
        suggestions
        engine
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const rewriteMutation = graphql(`
  mutation ConsoleRewriteText($text: String!, $tone: String!) {
    rewriteText(text: $text, tone: $tone) {
      __typename
      ... on AiText {
        text
        engine
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const composeMutation = graphql(`
  mutation ConsoleComposePost($prompt: String!, $platform: PublishingPlatform) {
    composePost(prompt: $prompt, platform: $platform) {
      __typename
      ... on AiText {
        text
        engine
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const hashtagsMutation = graphql(`
  mutation ConsoleSuggestHashtags($text: String!) {
    suggestHashtags(text: $text, count: 5) {
      __typename
      ... on HashtagsSuggested {
        hashtags
        engine
      }
      ... on Failure {
        message
      }
    }
  }
`);

export const threadMutation = graphql(`
  mutation ConsoleWriteThread($text: String!, $maxLength: Int!) {
    writeThread(text: $text, maxLength: $maxLength) {
      __typename
      ... on ThreadWritten {
        posts
        engine
      }
      ... on Failure {
        message
      }
    }
  }
`);

/** A platform whose limits a text must meet; null for any. */
export type WritingPlatform = NonNullable<VariablesOf<typeof improveMutation>['platform']> | null;
