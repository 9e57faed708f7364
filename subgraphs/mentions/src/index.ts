import { readFileSync } from 'node:fs';
import { aiSchema } from '@tributary/ai';
import { connectionResolvers, defineSubgraph } from '@tributary/kit';
import { listeningSchema, retentionJob } from '@tributary/listening';
import { type Context, createContext, createResources, type Resources } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { deleteOldMentions } from './data/old-mentions.ts';
import { sharedTables, type Tables, tenantTables } from './data/tables.ts';
import { isPostedBefore, listWorkspacesWithMentions } from './data/write/stored-mentions.ts';
import { demo } from './demo/index.ts';
import { importMentions } from './ingest/import.ts';
import { collectRun } from './jobs/collect-run.ts';
import { countDays } from './jobs/count-days.ts';
import { countTops } from './jobs/count-tops.ts';
import { ingestRun } from './jobs/ingest-run.ts';
import { judgeByModel } from './jobs/judge-by-model.ts';
import { reanalyse } from './jobs/reanalyse.ts';
import { sweep } from './jobs/sweep.ts';
import { takeMatches } from './jobs/take-matches.ts';
import { collectionMutations } from './resolvers/collection-mutations.ts';
import { Collection, Dataset, Run } from './resolvers/dataset.ts';
import { datasetMutations } from './resolvers/dataset-mutations.ts';
import * as enums from './resolvers/enums.ts';
import { Mention, MentionAuthor, MetricReading } from './resolvers/mention.ts';
import { Brand, Creator, mentionBrandCounts, TrendingTopic } from './resolvers/neighbours.ts';
import { findCollection, findDataset, findMention, findRun, Query } from './resolvers/query.ts';
import { runMutations } from './resolvers/run-mutations.ts';

/**
 * The mentions subgraph: mentions of brands and topics in datasets, which runs fill, and their
 * analysis.
 */
export const mentions = defineSubgraph<Tables, Context, Record<never, never>, Resources>({
  name: 'mentions',
  queriesGraph: true,
  sdl: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    ...enums,
    Query: { ...Query, mentionBrandCounts },
    Mutation: { ...datasetMutations, ...runMutations, ...collectionMutations },
    Mention,
    MentionAuthor,
    MetricReading,
    Dataset,
    Run,
    Collection,
    Brand,
    Creator,
    TrendingTopic,
    MentionConnection: connectionResolvers,
    DatasetConnection: connectionResolvers,
    RunConnection: connectionResolvers,
  },
  nodes: {
    Mention: (id, context) => findMention({ id }, context),
    Dataset: (id, context) => findDataset({ id }, context),
    Run: (id, context) => findRun({ id }, context),
    Collection: (id, context) => findCollection({ id }, context),
  },
  resources: createResources,
  context: createContext,
  migrations,
  requires: [listeningSchema, aiSchema],
  tables: { tenant: tenantTables, shared: sharedTables },
  jobs: [
    ingestRun,
    collectRun,
    takeMatches,
    sweep,
    reanalyse,
    judgeByModel,
    countDays,
    countTops,
    retentionJob('mentions.delete-old', {
      listWorkspaces: (db, before) => listWorkspacesWithMentions(db, isPostedBefore(before)),
      deletePart: deleteOldMentions,
    }),
  ],
  imports: [importMentions],
  demo,
});
