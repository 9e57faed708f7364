import { derivedAliases, type TrackedBrand } from '@tributary/kit/brands';
import type { ScorablePost } from '../../src/community/scoring/index.ts';

function brand(name: string, isOwn = false, aliases: string[] = []): TrackedBrand {
  const names = [name, ...aliases];
  const derived = derivedAliases(names).map(({ text }) => text);
  return { id: name, names: [...names, ...derived], excludes: [], isOwn };
}

/** The brands of a made-up workspace that sells a planning tool. */
export const TRACKED: readonly TrackedBrand[] = [
  brand('Planwell', true),
  brand('Notion'),
  brand('Linear'),
  brand('Asana'),
  brand('Monday.com', false, ['monday com']),
  brand('ClickUp'),
  brand('Trello'),
  brand('Jira', false, ['Jira Cloud']),
  brand('Basecamp'),
  brand('Microsoft Planner', false, ['MS Planner']),
  brand('Height'),
];

type Labelled = readonly [competitor: string | null, title: string, body?: string, subreddit?: string];

/** Posts that name a tracked competitor, with the one that is the post's subject. */
const NAMING: readonly Labelled[] = [
  ['Asana', 'Any alternative to Asana for a small agency?'],
  ['Asana', 'Is Asana worth it for three people?', 'We mostly track client work.'],
  ['Asana', 'asana keeps logging me out', 'Third time this week, anyone else?'],
  ['Asana', 'Tired of Asana', 'The new pricing makes no sense for us.'],
  ['Asana', 'Moving 400 tasks out of Asana', 'Has anyone done this without losing the comments?'],
  ['Asana', 'We dropped @asana last month', ''],
  ['Trello', 'Trello power-ups got removed??', ''],
  ['Trello', 'Trello boards are a mess after the redesign', 'Where did the labels go?'],
  ['Trello', 'How do you share Trellos with clients', 'They never accept the invite.'],
  ['Trello', 'Looking for something like Trello but with time tracking'],
  ['Trello', 'trello vs a spreadsheet for a wedding', 'I have 40 vendors.'],
  ['Trello', 'Outgrew Trello, what next?'],
  ['Jira', 'Jira is so slow it hurts', 'Every page takes 8 seconds.'],
  ['Jira', 'Migrating from Jira Cloud, lessons?', ''],
  ['Jira', 'Our admin locked down Jira workflows', 'Nobody can move a ticket any more.'],
  ['Jira', 'I hate jira with a passion', ''],
  ['Jira', 'Do you estimate in #Jira or on paper?', ''],
  ['Jira', 'JIRA licences doubled', 'Our renewal quote came today.'],
  ['ClickUp', 'ClickUp 4.0 impressions', 'Loads slowly, looks nice.'],
  ['ClickUp', 'clickup automations stopped firing', 'Support says wait.'],
  ['ClickUp', 'Which is better for a law firm, ClickUp or paper?', ''],
  ['ClickUp', 'Why I left Click Up after two years', ''],
  ['ClickUp', 'ClickUp’s docs editor eats my text', ''],
  ['ClickUp', 'Any #ClickUpTips for recurring tasks?', ''],
  ['Basecamp', 'Basecamp pricing for a nonprofit?', ''],
  ['Basecamp', 'Is Basecamp still alive', 'Their blog is quiet.'],
  ['Basecamp', 'Can basecamp do Gantt charts', ''],
  ['Basecamp', 'Replacing Basecamp with something cheaper', ''],
  ['Basecamp', 'Onboarding clients into Basecamp', 'They keep replying by e-mail.'],
  ['Monday.com', 'Monday.com renewal went up 40 %', ''],
  ['Monday.com', 'Anyone using monday com for construction?', ''],
  ['Monday.com', '@mondaycom support is a chatbot now', ''],
  ['Monday.com', 'We compared Monday.com with a whiteboard', ''],
  ['Monday.com', 'Cancelling monday.com', 'How do I export the boards?'],
  ['Microsoft Planner', 'Microsoft Planner lost our buckets', ''],
  ['Microsoft Planner', 'Is MS Planner enough for 12 people?', ''],
  ['Microsoft Planner', 'microsoft planner and shared calendars', 'Does it sync?'],
  ['Microsoft Planner', 'Anything better than Microsoft Planner?', ''],
  ['Notion', 'We run our sprint board in Notion', 'It gets slow at 2,000 rows.'],
  ['Notion', 'Switching from Notion to plain files', ''],
  ['Notion', 'notion app crashes on my tablet', ''],
  ['Notion', 'Is there a Notion alternative that works offline?', ''],
  ['Notion', 'Notion AI costs how much?', 'We are five people and do not need it.'],
  ['Notion', 'our team pays 200 a month', 'We use Notion and hardly open it.'],
  ['Notion', 'Ten #NotionTips nobody asked for', ''],
  ['Notion', '@NotionHQ or @notion, who answers?', 'My workspace is gone.'],
  ['Notion', 'sync keeps failing', 'i pay for the notion subscription and it never syncs', 'Notion'],
  ['Notion', 'databases are slow', 'is it me or is notion crawling today', 'Notion'],
  ['Linear', 'Linear vs GitHub issues for a team of four', ''],
  ['Linear', 'Linear pricing changed again', 'Eight dollars a seat now.'],
  ['Linear', 'Our designers refuse to use Linear', 'They say it is for developers.'],
  ['Linear', 'Has anyone connected Linear with Figma?', ''],
  ['Linear', 'We replaced our tracker with Linear last spring', ''],
  ['Linear', 'linear.app status page is red', ''],
  ['Linear', 'importing tickets', 'We moved from spreadsheets to Linear, and imports time out.'],
  ['Height', 'Height app shut down, what now?', ''],
  ['Height', 'Import from Height into anything else', 'The export of Height is a zip of JSON.'],
  ['Jira', 'Planwell or Jira for 30 engineers?', ''],
  ['Asana', 'Coming to Planwell from Asana', 'Where are the portfolios?'],
  ['Trello', 'Planwell import from Trello fails', 'It stops at card 300.'],
  ['Notion', 'Does Planwell sync with Notion?', ''],
  ['ClickUp', 'Is Planwell cheaper than ClickUp?', ''],
  ['Basecamp', 'Planwell instead of Basecamp', 'Three months in, no regrets.'],
  ['Asana', 'Need a project tool by Friday', 'Budget is 50 a month. Asana quoted us 300.'],
  ['Jira', 'Manager wants reports', 'He saw a Jira dashboard and now wants one every week.'],
  ['Trello', 'planning a move with my partner', 'she made a trello and it is great'],
];

/** Posts that name no competitor of the workspace: its own brand, or ordinary words. */
const NOT_NAMING: readonly Labelled[] = [
  [null, 'Planwell keeps improving', 'Love the new timeline.'],
  [null, 'Is Planwell worth it?', 'We are a team of six.'],
  [null, 'Planwell is too expensive', 'They doubled our price.'],
  [null, 'See you Monday', 'The meeting starts at nine.'],
  [null, 'I had no notion of how much work it is', ''],
  [null, 'What is the notion of a sprint?', ''],
  [null, 'Progress is not linear', 'Some weeks nothing moves.'],
  [null, 'linear algebra for game developers', ''],
  [null, 'My desk has the wrong height', 'Any standing desk tips?'],
  [null, 'At the height of summer nobody works', ''],
  [null, 'The basecamps of Everest are full', ''],
  [null, 'How do you plan a week?', 'I use paper.'],
  [null, 'Looking for a planner with big boxes', 'A paper one.'],
  [null, 'Team lunch ideas', ''],
];

/** A post, and the competitor that it names. */
export interface LabelledPost {
  readonly post: ScorablePost;
  readonly competitor: string | null;
}

function toPosts(labelled: readonly Labelled[]): LabelledPost[] {
  return labelled.map(([competitor, title, body = '', subreddit]) => ({
    post: { title, body, source: 'reddit', kind: 'p', subreddit: subreddit ?? null },
    competitor,
  }));
}

export const namingPosts = toPosts(NAMING);
export const otherPosts = toPosts(NOT_NAMING);
