import type { JudgedPost } from '../../src/community/relevance/index.ts';

/** A post that a tracker's query has found, and whether it is about what the tracker is for. */
export interface Labelled {
  readonly post: JudgedPost;
  readonly isRelevant: boolean;
}

/**
 * Posts that name Linear, an issue tracker for software teams, and posts with the word in another
 * meaning; `+` and `-` say which. All texts are original.
 */
const LINEAR = `
+ Linear or Jira for a team of twelve?
- A gentle introduction to linear algebra
+ We moved our whole backlog from Jira to Linear last week
- Linear regression explained with coffee prices
+ Does Linear have an API to create issues from Sentry?
- Why is attention not linear in the length of the sequence
+ Linear cycles versus sprints, what works for you?
- Linear actuators for a standing desk, which ones are quiet?
+ Our triage got faster since we use Linear
- Fitting a linear model in R, the residuals look strange
+ Linear pricing went up, is it still worth it for a small team?
- Is time linear? A question about the film
+ How do you sync GitHub issues with Linear?
- Solving systems of linear equations with sparse matrices
+ Linear keeps closing my issues when a branch is merged
- Linear feet of shelving, how do I measure a corner?
+ Migrating from Trello to Linear, keeping labels and comments
- A linear potentiometer from the seventies, can it be cleaned?
+ Roadmaps in Linear are finally usable for our product team
- Non linear storytelling in games
+ Linear for project management, notes after six months
- Linear algebra homework, eigenvalues of a matrix
+ Linear integration with Slack posts every issue twice
- When the loss is not linear, gradient descent in practice
+ Anyone using Linear with external clients who file bugs?
- Linear search or binary search for small arrays?
+ A keyboard shortcut to assign issues in Linear
- Linear switches or tactile ones for a quiet keyboard?
+ Bug tracker for an open source project: Linear, GitHub, or Plane?
- The proof that every linear map has a matrix
+ Linear imports from Asana lose the due dates
- Linear motion rails for a small printer
+ Our sprint review is now a view in Linear
- Linear time suffix arrays, a readable derivation
+ Is there a self-hosted alternative to Linear?
- Linear mixed models with repeated measures
+ Product managers, how do you prioritise the backlog in Linear?
- A linear drain for the shower, tile or steel?
+ Linear notifications flood my inbox, any filters?
- Linear programming with integer variables, which solver?
+ Linear automation that moves issues to review
- Does the sensor have a linear response to light?
+ Jira is slow, so our engineers asked for Linear
- Linear gradients in CSS that do not band
+ Linear versus Shortcut for issues and roadmaps
- The career path is not linear, and that is fine
+ How we estimate issues in Linear without points
- Linear layers and bias in a neural network
+ Linear customer requests, a month with the new feature
- Piecewise linear functions and their derivative
+ Linear triage rules per team, is that possible?
- A linear power supply hums at fifty hertz
+ Closing stale issues in Linear automatically
- Linear independence of vectors and the rank of a matrix
+ Comparing Linear, Jira, and ClickUp for a startup
- Linear tape drives for archives
+ Linear exports to CSV for our finance team
- Linear extrapolation, or why this regression is misleading
+ Template for bug reports in Linear
- Convex sets and linear constraints, lecture notes
+ Linear webhooks arrive twice for merged branches
- Linear regression in a spreadsheet, wrong intercept
+ Sub-issues in Linear and how our team uses them
- Matrix of a linear transformation with respect to a basis
+ Does anybody connect Linear to Notion for roadmaps?
- Linear encoders and rails for a milling machine, steel or not?
+ Onboarding engineers to our Linear workspace
- Linear congruential generators are not random enough
+ Linear project updates that the whole company reads
- Linear algebra library for matrices in Rust
+ Search in Linear does not find closed issues
- Linear vectors and matrices, exam tomorrow
+ Linear labels or teams for a platform group?
- Is the scale linear or logarithmic in this plot?
+ Syncing Zendesk tickets to Linear issues
- Linear models and residuals, second lecture
+ Linear mobile app, can I triage issues on the train?
- Gradient of a linear function of a matrix
+ Sprint planning in Linear with two product teams
- Linear equations with two variables, homework help
+ Linear API limits when importing a backlog
- Linear bearings for a printer, steel or plastic?
+ GitHub branch names from Linear issues
- Regression with linear and quadratic terms
+ Linear roadmap for the whole product organisation
- Linear keyboard switches that do not wobble
+ Jira to Linear importer and custom fields
- Eigenvectors of a linear operator, a short proof
+ Bug triage every morning in Linear, ten minutes
- Linear and nonlinear regression in the same plot
+ Linear issues from a Slack thread
- Linear maps and the matrix of a polynomial
+ Which Linear views does your team open every day?
- Linear light or gamma, blending colours in a shader
`;

const TERM = /linear/i;

/** Returns the labelled posts, in a fixed order in which both labels are mixed. */
export function labelledPosts(): Labelled[] {
  return LINEAR.trim()
    .split('\n')
    .map((line, index) => {
      const title = line.slice(2);
      const start = title.search(TERM);
      const spans = [{ part: 'title', start, end: start + 'linear'.length } as const];
      const rest = { source: 'reddit', kind: 'p', body: '', community: null, points: null } as const;
      return { post: { ...rest, title, spans, author: `author${index}` }, isRelevant: line.startsWith('+') };
    });
}
