import { describe } from '@jest/globals';
import { hn, post, table } from './support.ts';

describe('a look-alike has a low score', () => {
  table([
    [hn('Ask HN: Who is hiring? (March 2031)'), { intent: null, score: [1, 1.5], action: 'ignore' }],
    [post('[Hiring] Looking for a developer who knows CRM software'), { intent: null, score: [1, 1.5] }],
    [
      hn('Show HN: A self-hosted Trello alternative'),
      { intent: null, score: [1, 3], competitor: 'Trello', action: 'ignore' },
    ],
    [
      hn('Show HN: We built a tool to find the best CRM, looking for an analytics tool too?'),
      { intent: null, score: [1, 3] },
    ],
    [
      post('We built an app for tracking mentions', 'Check out our free plan. Would you use it?'),
      { intent: null, score: [1, 3] },
    ],
    [
      post('Our platform helps you find leads', 'We sell monitoring software. DM me if you want to see it.'),
      { intent: null, score: [1, 3] },
    ],
    [
      post('We sell furniture', 'We need a CRM for 5 reps, any recommendations?'),
      { intent: 'buying', score: [6, 10] },
    ],
    [post('I’m not looking for a tool, only telling a story'), { without: ['seeking_tool'], score: [1, 3] }],
    [post('We are not planning to switch from Slack'), { without: ['switching'], score: [1, 3] }],
    [post('It is not too expensive in my opinion'), { intent: null, score: [1, 1] }],
    [
      post('No budget of any kind was harmed', 'Looking for a wiki.'),
      { intent: 'buying', without: ['budget_mentioned'] },
    ],
    [post('We’re looking for customers for our app'), { without: ['seeking_tool'], score: [1, 3] }],
    [post('Looking for beta testers for a note-taking app'), { without: ['seeking_tool'], score: [1, 3] }],
    [hn('Megacorp is looking to buy a chat platform'), { intent: null, score: [1, 2] }],
    [hn('Facetome to buy Whatsup for $19 billion'), { intent: null, score: [1, 2] }],
    [post('Everyone is buying Bitcoin again'), { intent: null, score: [1, 2] }],
    [post('I want to buy Bitcoin with my savings'), { without: ['ready_to_buy'] }],
    [post('The phrase "looking for a CRM tool" in cold mails'), { intent: null, without: ['seeking_tool'] }],
    [post('A reply', '> We need a CRM tool\nGood luck with that.'), { intent: null }],
    [post('17 AI tools that write your mails'), { intent: null, score: [1, 2.5] }],
    [post('Best 10 CRM platforms of the year'), { intent: null, score: [1, 2.5] }],
    [
      hn('Moon probe sends back first images'),
      { intent: null, score: [1, 1], competitor: null, action: 'ignore', urgency: 'low', stage: 'aware' },
    ],
    [hn('Do startups have a meeting problem?'), { intent: null, score: [1, 2] }],
    [hn('Gravel vs asphalt: how village roads age'), { intent: null, score: [1, 1] }],
    [hn('Oral versus written exams in the nineteenth century'), { intent: null, score: [1, 1] }],
    [post('We moved from the city. Where did you go last summer?'), { without: ['switching'] }],
    [post('Leaving my job in May, where did you go next?'), { without: ['switching'] }],
    [hn('Why we switched from Postgres to a spreadsheet'), { intent: null, score: [1, 2] }],
    [post('Looking for an alternative to Slack?', 'Great article.', 'hackernews', 'c'), { intent: null }],
    [post('', ''), { intent: null, score: [1, 1] }],
  ]);
});
