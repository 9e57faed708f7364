import { describe } from '@jest/globals';
import { hn, post, table } from './support.ts';

describe('a request for a product scores high', () => {
  table([
    [
      hn('Looking for an alternative to Jira'),
      { intent: 'buying', score: [7, 9], action: 'engage', competitor: 'Jira' },
    ],
    [
      post(
        'Looking for community monitoring tools',
        'We are a team of 8 and need something to track brand mentions. Our budget is $200/month and we want to start next month.',
      ),
      {
        intent: 'buying',
        score: [8.5, 10],
        urgency: 'high',
        stage: 'evaluating',
        action: 'engage',
        signals: ['seeking_tool', 'need_stated', 'budget_mentioned', 'timeline_given', 'team_size_mentioned'],
      },
    ],
    [
      post(
        'Need a CRM asap',
        'Our contract ends before the end of the month. Happy to pay up to €80 per user.',
      ),
      {
        intent: 'buying',
        score: [8, 10],
        urgency: 'high',
        stage: 'deciding',
        signals: ['deadline', 'budget_mentioned'],
      },
    ],
    [
      post(
        'Looking for community monitoring tools',
        'We need something to track brand mentions across Reddit and HN...',
      ),
      { intent: 'buying', score: [6.5, 8], action: 'engage' },
    ],
    [post('Small agency looking for a social listening platform'), { intent: 'buying', score: [6, 7] }],
    [
      post('Can anyone recommend a good uptime monitor?'),
      { intent: 'buying', score: [6, 7], signals: ['seeking_recommendation'] },
    ],
    [post('What do you use for customer support email?'), { intent: 'buying', score: [6, 7] }],
    [
      hn('Ask HN: What’s the best tool for tracking mentions of your product?'),
      { intent: 'buying', score: [6, 7] },
    ],
    [hn('Ask HN: Which feature flag service would you recommend?'), { intent: 'buying', score: [6, 7] }],
    [hn('Ask HN: Best self-hosted analytics?'), { intent: 'buying', score: [6, 7] }],
    [
      hn('Ask HN: Looking to buy a standing-desk controller, any advice?'),
      { intent: 'buying', stage: 'deciding' },
    ],
    [post('Is there a tool that watches subreddits for keywords?'), { intent: 'buying', score: [6, 7] }],
    [
      post(
        'Re: weekly thread',
        'We couldn’t find a decent scheduling tool. Does anyone know of an app with approval flows?',
        'reddit',
        'c',
      ),
      { intent: 'buying', score: [6, 8] },
    ],
    [
      post('We are ready to buy, which plan fits a 12-person team?'),
      { intent: 'buying', stage: 'deciding', signals: ['ready_to_buy', 'team_size_mentioned'] },
    ],
    [
      post('As a founder I want to pay for a proper email platform'),
      { intent: 'buying', signals: ['ready_to_buy', 'decision_maker'] },
    ],
    [
      post('Help picking tooling', 'It must support SSO. I’m looking for software to run surveys.'),
      { intent: 'buying', signals: ['requirements_listed'] },
    ],
  ]);
});

describe('the product that is sought', () => {
  table([
    [post('Looking for a user feedback tool'), { intent: 'buying', signals: ['seeking_tool'] }],
    [post('We need an app that answers customers'), { intent: 'buying', signals: ['need_stated'] }],
    [post('Need AI tools for a bakery'), { intent: 'buying', competitor: null }],
    [post('Looking for a community manager'), { intent: null }],
    [
      post('Great video', 'We are 20 people, which plan would you pick?', 'youtube', 'c'),
      { intent: 'buying', signals: ['pricing_asked'] },
    ],
    [
      post('How much does the team plan cost for 30 users?'),
      { intent: 'buying', signals: ['pricing_asked'] },
    ],
  ]);
});

describe('an alternative to a named product is wanted', () => {
  table([
    [
      hn('Ask HN: Alternatives to Evernest?'),
      {
        intent: 'buying',
        score: [6, 8],
        competitor: 'Evernest',
        signals: ['alternative_wanted', 'competitor_named'],
      },
    ],
    [hn('Ask HN: Quillbase alternatives for research?'), { intent: 'buying', competitor: 'Quillbase' }],
    [
      post('Any cheaper alternative to Hootsuite for a small team?'),
      { intent: 'buying', competitor: 'Hootsuite' },
    ],
    [
      post('Looking for an alternative to Google Analytics that is self-hosted'),
      { competitor: 'Google Analytics', score: [6, 8] },
    ],
    [
      post('We’re switching away from Brandwatch', 'Suggestions for a replacement?'),
      { intent: 'buying', competitor: 'Brandwatch', signals: ['switching'] },
    ],
    [
      post('Moving off of Heroku', 'We decided to move away from Heroku and need a hosting provider.'),
      { intent: 'buying', competitor: 'Heroku' },
    ],
    [
      post('HubSpot is too expensive for us', 'Need a CRM alternative by next quarter.'),
      { intent: 'buying', competitor: 'HubSpot', score: [7, 9.5] },
    ],
    [
      post('We cancelled our Mention subscription', 'What should we use instead?'),
      { intent: 'buying', competitor: 'Mention' },
    ],
    [
      post('Something like Node.js but calmer', 'Looking for something like Node.js without the churn.'),
      { competitor: 'Node.js' },
    ],
    [
      post('Is there a tool that can replace 1Password?', 'We need a password manager.'),
      { competitor: '1Password' },
    ],
    [post('Any alternative to the Adobe suite?', ''), { competitor: 'Adobe' }],
    [post('any alternatives to “Sprout Social”?'), { intent: 'buying', signals: ['alternative_wanted'] }],
    [
      hn('Ask HN: Leaving Dropbox after ten years. Where did you end up?'),
      { intent: 'buying', signals: ['switching'] },
    ],
    [
      hn('Ask HN: Migrated off Mailchimp, so what have people settled on?'),
      { intent: 'buying', signals: ['switching'] },
    ],
    [
      post('We are dropping Notion next month, what did you switch to?'),
      { intent: 'buying', signals: ['switching'] },
    ],
    [post('Where did everyone go after leaving Evernote?'), { intent: 'buying', signals: ['switching'] }],
  ]);
});

describe('products are compared', () => {
  table([
    [
      post('Mixpanel vs Amplitude for a two-sided marketplace'),
      {
        intent: 'comparison',
        score: [4.5, 7],
        competitor: 'Mixpanel',
        stage: 'evaluating',
        signals: ['comparing'],
      },
    ],
    [hn('Ask HN: Postgres or MySQL?'), { intent: 'comparison', competitor: 'Postgres', score: [5, 7] }],
    [
      post('Deciding between Linear and Jira', 'We have to pick by Friday.'),
      { intent: 'comparison', competitor: 'Linear', stage: 'deciding', urgency: 'high' },
    ],
    [post('How does Plausible compare to Fathom?'), { intent: 'comparison', score: [5, 7] }],
    [
      post('Has anyone tried Typesense in production?'),
      { intent: 'comparison', score: [4.5, 6], signals: ['experience_asked'] },
    ],
    [post('Thoughts on Supabase for a solo founder?'), { intent: 'comparison', score: [4, 6] }],
    [hn('Wrench vs. Spanner'), { intent: 'comparison', score: [2, 3.5], competitor: null }],
    [hn('Firefox vs the Chrome of five years ago'), { intent: 'comparison', signals: ['comparing'] }],
    [post('What is the difference between Kafka and RabbitMQ?'), { intent: 'comparison' }],
  ]);
});

describe('a problem is described', () => {
  table([
    [
      post('Fed up with Zendesk', 'Their support never answers.'),
      {
        intent: 'pain_point',
        score: [5, 7],
        competitor: 'Zendesk',
        signals: ['pain_expressed', 'product_failing'],
      },
    ],
    [
      post('Datadog doubled their prices again'),
      { intent: 'pain_point', competitor: 'Datadog', signals: ['price_pain'] },
    ],
    [
      hn('Ask HN: Why is Cloudmesh so expensive?'),
      { intent: 'pain_point', competitor: 'Cloudmesh', score: [5, 7] },
    ],
    [
      post('I spend hours every week checking forums', 'We do it all manually.'),
      { intent: 'pain_point', signals: ['manual_work'] },
    ],
    [post('The sync keeps crashing and we lost all our data'), { intent: 'pain_point', score: [4.5, 7] }],
    [post('Not happy with Buffer lately'), { intent: 'pain_point', competitor: 'Buffer', stage: 'aware' }],
  ]);
});

describe('a plain question has a middle score', () => {
  table([
    [
      hn('Ask HN: How do you stay focused?'),
      { intent: 'question', score: [3, 5], stage: 'aware', action: 'monitor' },
    ],
    [hn('Ask HN: What podcasts would you recommend?'), { intent: 'question', score: [3, 5] }],
    [post('Why does my build fail only on Tuesdays?'), { intent: 'question', score: [3, 5] }],
    [
      post('How to parse a date without a library', '', 'stackoverflow'),
      { intent: 'question', score: [2.5, 4] },
    ],
    [hn('Ask HN: Is a $90k salary fair in Leeds?'), { intent: 'question', without: ['budget_mentioned'] }],
    [post('Which book on databases do you recommend?'), { intent: 'question' }],
  ]);
});
