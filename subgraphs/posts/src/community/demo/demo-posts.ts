import type { Analysis } from '../scoring/index.ts';

/** A community post of the demo workspace, before scoring. */
export interface DemoPost {
  source: string;
  url: string;
  title: string;
  body: string;
  author: string;
  kind: 'p' | 'c';
  postedAt: Date;
  /** Reddit only. */
  subreddit: string | null;
}

/** The example from CommunityTracker's documentation, verbatim, with its documented analysis. */
export const documentedPost: DemoPost & { analysis: Analysis } = {
  source: 'reddit',
  url: 'https://reddit.com/r/SaaS/comments/abc123',
  title: 'Looking for community monitoring tools',
  body: 'We need something to track brand mentions across Reddit and HN...',
  author: 'startup_founder',
  kind: 'p',
  postedAt: new Date('2026-04-03T14:22:00Z'),
  subreddit: 'SaaS',
  analysis: {
    language: 'en',
    score: 8.5,
    reason: 'Direct buying intent for community monitoring tools.',
    intent: 'buying',
    urgency: 'high',
    buyingStage: 'evaluating',
    action: 'engage',
    suggestedPlay: 'Share a case study showing how CT solves this use case.',
    competitor: 'Brandwatch',
    // The documentation shows only the tags; the text that fired them is not part of its excerpt.
    signals: [
      { name: 'budget_mentioned', evidence: '' },
      { name: 'timeline_given', evidence: '' },
    ],
    engine: 'document',
    version: 1,
  },
};

/** URLs of sample posts: on the platform's domain, with an id that no real post has. */
const URLS: Record<string, (id: number, author: string, place: string) => string> = {
  reddit: (id, _, place) => `https://www.reddit.com/r/${place}/comments/demo${id}`,
  hackernews: (id) => `https://news.ycombinator.com/item?id=999000${id}`,
  producthunt: (id) => `https://www.producthunt.com/discussions/demo-${id}`,
  bluesky: (id, author) => `https://bsky.app/profile/${author}.example/post/demo${id}`,
  mastodon: (id, author) => `https://mastodon.social/@${author}/999000000000000${id}`,
  stackoverflow: (id) => `https://stackoverflow.com/questions/999000${id}`,
  devto: (id, author) => `https://dev.to/${author}/demo-${id}`,
  lobsters: (id) => `https://lobste.rs/s/demo${id}`,
  github: (id) => `https://github.com/example-demo/example/discussions/999${id}`,
  youtube: (id) => `https://www.youtube.com/watch?v=demo-${id}`,
  x: (id, author) => `https://x.com/${author}/status/9990000000000000${id}`,
};

/**
 * One post per paragraph: a line `source[/subreddit] age author [comment]` (age in minutes, hours
 * or days before now), the title, then the body. All texts are original, and the products
 * criticised in them are fictional.
 */
const POSTS = `
reddit/SaaS 2h lena_ships
Looking for AI tools to sort support tickets
We are a team of 9 and drown in tickets. Budget is $150/month and we want to decide by Friday.
Must support Slack and a shared inbox. What would you pick?

reddit/marketing 5h copywright_ben
Can anyone recommend AI tools for writing product newsletters?
I run a small agency with four clients. Happy to pay up to $60 a month if it keeps each client's tone.

reddit/Entrepreneur 9h kioskking
Which AI tools do you use for market research?
I'm a solo founder and need something that reads forums and sums up what people complain about. Starting next month.

reddit/smallbusiness 14h bakery_on_5th
Need AI tools for a bakery, is that a thing?
We need an app that answers the phone and writes orders down. Under $100 per month, before the holiday season.

reddit/SaaS 20h priya_builds
Looking for an alternative to Draftpilot, other AI tools welcome
Draftpilot doubled their prices and our team of 12 can't justify it. Any cheaper alternative with an API?
We have to pick one by the end of the month.

reddit/productivity 1d notes_everywhere
AI tools for meeting notes: Scribely vs Notewise?
Has anyone tried both? Recording must stay on our own server. Free trial of Scribely ends this week.

reddit/ArtificialInteligence 2d quietskeptic
Fed up with AI tools that forget everything
Every session I explain the same project again. I spend hours a week pasting context. It drives me crazy.

reddit/webdev 3d stacktrace_sam
Do AI tools make you a slower programmer?
Honest question. I feel fast and then I spend the evening reading what I accepted.

reddit/artificial 4d modelwatcher
12 AI tools I found this month
A list, in no order, with a sentence on each.

reddit/startups 5d first_hire_soon
We built AI tools for dentists
Check out our landing page, feedback is welcome.

reddit/SaaS 6d ops_olga
Recommendations for AI tools that draft replies on Reddit and Hacker News?
Our company gets mentioned a lot and we answer manually. Willing to pay $200/month for something that a human approves.

reddit/SaaS 3h churnfighter
Community monitoring on a budget
I need a tool that watches Reddit, Hacker News and Bluesky for our brand. Our budget is around $80 a month, start this quarter.

reddit/socialmedia 8h hana_socials
Switching from Pulseboard
We're switching away from Pulseboard after three years. Any suggestions for a replacement that covers Mastodon?

reddit/CRM 11h rep_number_five
CRM for 5 reps that is not a spaceship
Looking for a simple CRM with email sync. 5 seats, about €25 per user. We need to decide by next week.

reddit/CRM 2d pipeline_pete
Pipeshed or Dealbarn?
We narrowed it down to these two. Which one is better for a small sales team with long deals?

reddit/analytics 1d funnel_fran
Self-hosted analytics that does not need a cluster
Looking for an open source analytics tool. Ideally one container and a database. GDPR matters.

reddit/selfhosted 2d rackmount_rita
What do you use for open source community monitoring?
I would like to keep mentions of my project in my own database.

reddit/opensource 6d maintainer_mo
How do you say no to a feature request?
The project is open source and I do it in the evenings.

reddit/devops 30d oncall_ivo
Alertmoth is too expensive now
They raised their prices twice this year. Is there a tool that does on-call rotation for a 6 person team?

reddit/customersuccess 45d helpful_hugo
How do you measure whether answering in communities pays off?
Nobody here believes my numbers.

reddit/SaaS 1d weekly_thread comment
Weekly feedback thread
We use Mentionary today and it misses half of the comments. We need something better with webhooks.

reddit/marketing 12d brand_bea
Not looking for a tool, just venting
Somebody quoted our ad as if it were a poem.

hackernews 4h throwaway_tk
Ask HN: What do you use to follow mentions of your open source project?

hackernews 7h dkelm
Ask HN: Alternatives to Brandwatch for a small company?
We only need Reddit, HN and GitHub, and can spend about $100/month.

hackernews 16h mrow
Ask HN: Best open source CRM?
Two founders, one shared inbox, no wish to run Java.

hackernews 1d pkessler
Show HN: A terminal reader for community posts

hackernews 2d nvm_it_works
SQLite versus PostgreSQL for a small analytics service

hackernews 3d threadripperoni
Ask HN: How do you keep an open source community friendly?

hackernews 4d calder
A field guide to hash tables

hackernews 5d lowtide
Ask HN: Why is Metricharbor so expensive?
Our bill went up after we added two dashboards.

hackernews 24d whois_demo
Ask HN: Who is hiring? (demo month)

hackernews 2d answering_machine comment
Ask HN: Best open source CRM?
Has anyone used a plain spreadsheet with AI tools on top? We did for a year and it was fine.

producthunt 10h makerjune
What AI tools did you launch with?
I am looking for a launch checklist app and a screenshot tool. Any favourites?

producthunt 2d sitio
Introducing Threadlamp
Find the conversations that mention you. Try it free.

producthunt 4d beta_bram
Thoughts on Threadlamp for agencies?
We manage 14 brands. Does anyone use it with several workspaces?

producthunt 38d uxuma
How do you collect feedback before a launch?
A form feels cold.

bluesky 1h ferncodes
Need a social scheduler that speaks Bluesky and Mastodon
Willing to pay, asap please.

bluesky 13h datadoro
So tired of dashboards
Fed up with Chartgrove timing out whenever my boss looks.

bluesky 3d smallweb_sue
The indie web had a good week
Three new blogs in my reader.

mastodon 6h ottilie
Is there an open source tool that collects mentions from several instances?
Asking for a museum with no budget but plenty of patience.

mastodon 2d kernelkatze
We moved our community from Chatterdome
Quiet, searchable, ours. No regrets.

mastodon 20d pixelmoth
Which search engine do you use for code?
Mine keeps showing me the same three pages.

stackoverflow 9h user999001
How to verify a webhook signature in Node.js
The raw body is gone by the time my handler runs.

stackoverflow 3d user999002
Keyset pagination versus offset for a time-ordered feed
The table has about ten million rows and users jump around.

stackoverflow 50d user999003
Why does my full-text query ignore the index?
The plan shows a sequential scan.

devto 15h nadia_writes
Why we dropped our tracking scripts
Pages got faster and nobody missed the numbers.

devto 4d jorge_dev
How I run community monitoring for one dollar a month
A cron job, a database and low expectations. What do you use for alerts?

devto 33d teo
10 AI tools for documentation
With screenshots.

lobsters 12h dmiller
Compiling queries instead of interpreting them

lobsters 5d rune
Ask: which feed reader do you use for release notes?
I follow about two hundred open source projects.

github 18h contrib_cleo
Export to CSV keeps failing on large workspaces
It stopped working after the last release and we lost our data for one report. Any way around it?

github 3d jsmaintain
Is there a plan to support Bluesky?
We are evaluating this tool against two others for our team and need it next quarter.

github 26d forkful
Release notes as a feed
It would be nice to subscribe.

youtube 22h clip_carla comment
CRM tools compared
Great video. We are a 20 person company, which plan would you pick for shared pipelines? Trial ends next week.

youtube 6d longform_lou
Analytics for beginners, part 3
Cohorts, and why they look like staircases.

x 30m growth_gil
Looking for AI tools that find leads in community threads
Not another chatbot. Budget approved, $300/month, need it this week.

x 17h tabsandspaces
Dealbarn vs Pipeshed
Which one is better if you hate data entry?

x 2d newsdeskdemo
Pulseboard acquires Mentionary
Terms were not disclosed.

x 55d mila_maps
Morning fog over the harbour
No filter.

reddit/SaaS 4h dashboard_dora
YourBrand or Competitor A for a team of five?
We tried both for a week. YourBrand found more threads, Competitor A has the nicer digest.

reddit/SaaS 1d margin_mike
Competitor A raised its prices again
Third time in two years. Is YourBrand any cheaper for ten seats?

reddit/marketing 2d tinafromtheagency
How do you report on communities?
We export from YourBrand into a spreadsheet every Monday. It works, it is not pretty.

reddit/socialmedia 5d kolya_k
Competitor B keeps missing comments
Posts arrive, comments never do. Support says it is planned.

reddit/startups 9d oneperson_otto
My stack as a team of one
Plain text for notes, YourBrand for mentions, a calendar that nobody else can edit.

reddit/marketing 13d eventful_eva
Competitor A at the spring meetup
They showed a roadmap. Most questions were about exports.

reddit/SaaS 19d quietlaunch
Moved from Competitor B to YourBrand
Took an afternoon. The history came along, the tags did not.

reddit/Entrepreneur 27d saltandsaas
What I learned from a hundred mentions
YourBrand sorted them, I read them, and eleven were worth an answer.

reddit/SaaS 41d fourth_floor
Competitor A, Competitor B or neither?
We need alerts, nothing more.

hackernews 7h perlin_noise
Ask HN: Does YourBrand have a usable API?
The docs look complete. I would like to hear it from somebody who uses it.

hackernews 3d dl_1977 comment
Show HN: A feed of your mentions
Nice. YourBrand does this for us today, what is different here?

hackernews 8d octal
Competitor A publishes its crawler
The licence is odd, the code is not.

hackernews 16d mvds comment
Ask HN: How do you watch forums?
Competitor B until the bill came, YourBrand since.

hackernews 35d lateral
Competitor B was down for a day
Their status page was up.

producthunt 6h launchpad_lia
YourBrand 3 is here
Faster search, and a digest that one can read on the train.

producthunt 3d bram_builds
Competitor A for Slack
Mentions where the team already is.

producthunt 11d sitio_two
Which tracker did you use for your launch?
YourBrand here. Caught a thread in the first hour.

producthunt 23d ninaontour
Competitor B mobile
A small app with large buttons.
`;

/** Posts on one topic, to make it trend: place, author and title. */
const TRENDING = [
  ['reddit/Coffee', 'slow_pour_sam', 'Cold brew concentrate at home: what ratio do you use?'],
  ['bluesky', 'beanlightning', 'Three days of cold brew concentrate for four euros. I am never going back.'],
  ['youtube', 'tributary.demo', 'Cold brew concentrate, measured: two rivers and one kitchen scale'],
  ['hackernews', 'grindsize', 'Show HN: A timer for cold brew concentrate'],
  ['mastodon', 'mokapot', 'Is cold brew concentrate worth the fridge space?'],
] as const;
const HOUR = 3_600_000;

/** Returns the trending posts for the last full hour and the current hour so far. */
function trendingPosts(now: Date): DemoPost[] {
  const hour = Math.floor(now.getTime() / HOUR) * HOUR;
  const within = (start: number, end: number, first: number) =>
    TRENDING.map(([place, author, title], index) => {
      const [source = '', subreddit = null] = place.split('/');
      return {
        source,
        url: URLS[source]!(first + index, author, subreddit ?? ''),
        title,
        body: '',
        author,
        kind: 'p' as const,
        postedAt: new Date(start + ((end - start) * (index + 1)) / (TRENDING.length + 1)),
        subreddit,
      };
    });
  return [...within(hour - HOUR, hour, 800), ...within(hour, now.getTime(), 900)];
}

const MINUTES: Record<string, number> = { m: 1, h: 60, d: 1440 };

function minutesOf(age: string): number {
  return Number.parseInt(age, 10) * (MINUTES[age.slice(-1)] ?? Number.NaN);
}

/**
 * Returns sample posts for the demo workspace, dated before `now`: most within the last seven days,
 * the oldest 55 days old.
 */
export function demoPosts(now: Date): DemoPost[] {
  const paragraphs = POSTS.trim().split('\n\n');
  const posts = paragraphs.map((paragraph, index): DemoPost => {
    const [head = '', title = '', ...body] = paragraph.split('\n');
    const [place = '', age = '', author = '', kind] = head.split(' ');
    const [source = '', subreddit = null] = place.split('/');
    const urlOf = URLS[source];
    if (urlOf === undefined) throw new Error(`demo post "${title}": no such source: ${source}`);
    return {
      source,
      url: urlOf(100 + index, author, subreddit ?? ''),
      title,
      body: body.join('\n'),
      author,
      kind: kind === 'comment' ? 'c' : 'p',
      postedAt: new Date(now.getTime() - minutesOf(age) * 60_000),
      subreddit,
    };
  });
  return [...posts, ...trendingPosts(now)];
}
