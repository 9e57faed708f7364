import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { demoPosts, documentedPost } from '../src/community/demo-posts.ts';
import {
  ANALYSIS_VERSION,
  type Analysis,
  rulesEngine,
  type ScorablePost,
} from '../src/community/scoring/index.ts';

function post(title: string, body = '', source = 'reddit', kind: 'p' | 'c' = 'p'): ScorablePost {
  return { title, body, source, kind };
}

function analyse(subject: ScorablePost, brands?: string[]): Analysis {
  const [analysis] = rulesEngine.score(
    [subject],
    brands === undefined ? undefined : { brands },
  ) as Analysis[];
  if (analysis === undefined) throw new Error('one analysis per post');
  return analysis;
}

/** Expectations of a case, limited to its subject. */
interface Expected {
  intent?: Analysis['intent'];
  score?: readonly [atLeast: number, atMost: number];
  stage?: Analysis['buyingStage'];
  urgency?: Analysis['urgency'];
  action?: Analysis['action'];
  competitor?: string | null;
  signals?: readonly string[];
  without?: readonly string[];
}

type Case = readonly [subject: ScorablePost, expected: Expected];

function expectCase(subject: ScorablePost, expected: Expected): void {
  const analysis = analyse(subject);
  const names = analysis.signals.map((signal) => signal.name);
  if ('intent' in expected) expect(analysis.intent).toBe(expected.intent);
  if (expected.score !== undefined) {
    expect(analysis.score).toBeGreaterThanOrEqual(expected.score[0]);
    expect(analysis.score).toBeLessThanOrEqual(expected.score[1]);
  }
  if (expected.stage !== undefined) expect(analysis.buyingStage).toBe(expected.stage);
  if (expected.urgency !== undefined) expect(analysis.urgency).toBe(expected.urgency);
  if (expected.action !== undefined) expect(analysis.action).toBe(expected.action);
  if ('competitor' in expected) expect(analysis.competitor).toBe(expected.competitor);
  for (const name of expected.signals ?? []) expect(names).toContain(name);
  for (const name of expected.without ?? []) expect(names).not.toContain(name);
}

function table(cases: readonly Case[]): void {
  test.each(
    cases.map(
      ([subject, expected]) => [`${subject.title} ${subject.body}`.slice(0, 90), subject, expected] as const,
    ),
  )('%s', (_, subject, expected) => expectCase(subject, expected));
}

const hn = (title: string, body = '') => post(title, body, 'hackernews');

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

describe('what is sought', () => {
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

describe('an alternative is wanted to a named product', () => {
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
  ]);
});

describe('products are weighed against each other', () => {
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
    [post('What is the difference between Kafka and RabbitMQ?'), { intent: 'comparison' }],
  ]);
});

describe('a problem is complained of', () => {
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

describe('a plain question stays in the middle', () => {
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

describe('a look-alike stays low', () => {
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
    [hn('Why we switched from Postgres to a spreadsheet'), { intent: null, score: [1, 2] }],
    [post('Looking for an alternative to Slack?', 'Great article.', 'hackernews', 'c'), { intent: null }],
    [post('', ''), { intent: null, score: [1, 1] }],
  ]);
});

describe('brands', () => {
  const awkward = post('Which of these is better', 'We use hootsuite now, and C++Builder (Pro)*.');

  test('a listed brand is found in any case and reported as the list spells it', () => {
    expect(analyse(awkward, ['Hootsuite']).competitor).toBe('Hootsuite');
  });

  test('a brand is found as a whole word only', () => {
    expect(analyse(post('Thoughts about slackline parks'), ['Slack']).competitor).toBeNull();
    expect(analyse(post('Überall hilft Überallo'), ['Überall']).competitor).toBe('Überall');
  });

  test('a brand with characters of a regular expression is taken literally', () => {
    expect(analyse(post('About C++Builder (Pro)* today'), ['C++Builder (Pro)*']).competitor).toBe(
      'C++Builder (Pro)*',
    );
    expect(analyse(post('aaaa'), ['a+', '.*', '(']).competitor).toBeNull();
  });

  test('of two brands the first named wins, and of two at the same place the longer', () => {
    expect(
      analyse(post('Google Analytics beside Fathom'), ['Fathom', 'Google', 'Google Analytics']).competitor,
    ).toBe('Google Analytics');
  });

  test('the product to be left wins over a brand that is merely named', () => {
    const moving = post('Buffer looks nice', 'We are moving away from Hootsuite.');
    expect(analyse(moving, ['Buffer']).competitor).toBe('Hootsuite');
  });
});

describe('what an analysis says of itself', () => {
  test('the reason names each rule with the words that fired it', () => {
    const { reason, signals } = analyse(
      post('Need a CRM by Friday', 'Under $50 a month, instead of Salesforce.'),
    );
    expect(signals.length).toBeGreaterThanOrEqual(4);
    for (const { name, evidence } of signals) expect(reason).toContain(`${name} ("${evidence}")`);
  });

  test('the reason names what held the score down', () => {
    expect(analyse(hn('Show HN: A tiny editor')).reason).toContain('self_promotion ("Show HN")');
  });

  test('the reason says when no rule fired', () => {
    expect(analyse(post('Sunset over the harbour')).reason).toMatch(/^No rule fired/);
  });

  test('the suggested play names the competitor', () => {
    expect(analyse(post('Any alternative to Hootsuite?')).suggestedPlay).toContain('Hootsuite');
  });

  test('engine and version are told', () => {
    expect(analyse(post('x'))).toMatchObject({ engine: 'rules', version: ANALYSIS_VERSION });
  });

  test('votes and comments lift a post that wants something, half a point at most, and nothing else', () => {
    const quiet = post('Can anyone recommend a CRM tool?');
    const loud = { ...quiet, points: 1e9, comments: 1e9 };
    expect(analyse(loud).score - analyse(quiet).score).toBeCloseTo(0.5);
    expect(analyse({ ...hn('Moon probe lands'), points: 5000, comments: 900 }).score).toBe(1);
    expect(analyse({ ...quiet, points: -5, comments: Number.NaN }).score).toBe(analyse(quiet).score);
  });
});

describe('the demo posts', () => {
  const now = new Date('2031-05-06T07:08:09Z');
  const posts = demoPosts(now);

  test('are dated before now, none older than 60 days and most of the last seven', () => {
    const ages = posts.map(({ postedAt }) => (now.getTime() - postedAt.getTime()) / 86_400_000);
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60);
    expect(ages.filter((age) => age < 7).length).toBeGreaterThan(posts.length / 2);
  });

  test('come from all eleven sources, each with an address of its own', () => {
    expect(new Set(posts.map(({ source }) => source)).size).toBe(11);
    expect(new Set(posts.map(({ url }) => url)).size).toBe(posts.length);
    for (const { source, subreddit } of posts) expect(subreddit !== null).toBe(source === 'reddit');
  });

  test('answer the documented search: AI tools on Reddit, score 7 or more', () => {
    const found = posts.filter(
      ({ source, title, body }) => source === 'reddit' && /AI tools/.test(title + body),
    );
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(found.filter((subject) => analyse(subject).score >= 7).length).toBeGreaterThanOrEqual(5);
  });

  test('show every intent, and posts without one', () => {
    const intents = new Set(posts.map((subject) => analyse(subject).intent));
    expect(intents).toEqual(new Set(['buying', 'pain_point', 'question', 'comparison', null]));
  });

  test('the documented post is a buyer for the rules as well', () => {
    const { intent, buyingStage, action } = analyse(documentedPost);
    expect({ intent, buyingStage, action }).toEqual({
      intent: 'buying',
      buyingStage: 'evaluating',
      action: 'engage',
    });
  });
});

describe('invariants', () => {
  const WORDS = [
    'looking for',
    'a tool',
    'need a CRM',
    'alternative to',
    'Slack',
    'vs',
    'not',
    'too expensive',
    '$50/month',
    'by Friday',
    'Ask HN:',
    'Show HN:',
    '?',
    '.',
    '\n',
    '"',
    '>',
    '`',
    'fed up with',
    'we',
    'I',
    '😀',
    'é',
    '\u0000',
    '’',
    'https://',
    'or',
  ];
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
      .map((units) => String.fromCharCode(...units)),
    fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(' ')),
  );
  const anyPost = fc.record({
    title: anyText,
    body: anyText,
    source: fc.constantFrom('reddit', 'hackernews', 'stackoverflow', 'devto', 'x'),
    kind: fc.constantFrom('p' as const, 'c' as const),
    points: fc.option(fc.double()),
    comments: fc.option(fc.integer()),
  });

  test('every score is 1.0 to 10.0 with one decimal', () => {
    fc.assert(
      fc.property(anyPost, (subject) => {
        const { score } = analyse(subject, ['Slack', 'a.b']);
        return score >= 1 && score <= 10 && Number(score.toFixed(1)) === score;
      }),
      { numRuns: 500 },
    );
  });

  test('all evidence is the very words of the title or the body, 120 characters at most', () => {
    fc.assert(
      fc.property(anyPost, (subject) => {
        for (const { evidence } of analyse(subject, ['Slack', 'é']).signals) {
          expect(evidence).not.toBe('');
          expect(evidence.length).toBeLessThanOrEqual(120);
          expect(subject.title.includes(evidence) || subject.body.includes(evidence)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('no signal is named twice', () => {
    fc.assert(
      fc.property(anyPost, (subject) => {
        const names = analyse(subject).signals.map((signal) => signal.name);
        return new Set(names).size === names.length;
      }),
    );
  });

  test('the same post scores the same, alone or in a batch, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyPost, { minLength: 1, maxLength: 8 }), (posts) => {
        const together = rulesEngine.score(posts) as Analysis[];
        expect(posts.map((subject) => analyse(subject))).toEqual(together);
        expect(rulesEngine.score([...posts].reverse())).toEqual([...together].reverse());
      }),
    );
  });

  test('a well-formed post never gets ill-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 150 }), (noise) => {
        const { reason } = analyse(
          post(`Looking for ${noise} tools vs ${noise}`, `Fed up with ${noise}😀 ${noise}`),
        );
        return reason.isWellFormed();
      }),
      // The match ends inside a surrogate pair.
      { examples: [['\u{1D158}\u{1D165}\u{1D16E}\u{10000}"\u{10000}\u{10000} #']] },
    );
  });

  test.each([
    ['one letter', 'a'],
    ['spaces', ' '],
    ['line ends', '\n'],
    ['quotes', '"'],
    ['backticks', '`'],
    ['arrows', '>'],
    ['requests', 'looking for '],
    ['negations', 'not not '],
    ['needs', 'we need a '],
    ['capitals', 'Aa '],
    ['versus', 'A vs '],
    ['alternatives', 'alternative to a '],
    ['questions', 'what do you '],
    ['money', '$1,'],
    ['links', 'https://'],
    ['emoji', '😀'],
    ['names', 'A.B-C&D '],
    ['domains', 'aa.'],
    ['halves', '\ud83d'],
  ])('a megabyte of %s comes to an end', (_, unit) => {
    const flood = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect(analyse(post(flood, flood), ['Slack']).score).toBeGreaterThanOrEqual(1);
  });

  test('only the first 10,000 characters of a body are read', () => {
    expect(analyse(post('A story', `${'word '.repeat(2_100)} I need a CRM tool`)).intent).toBeNull();
  });
});
