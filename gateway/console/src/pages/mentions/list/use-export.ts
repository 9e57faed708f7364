import { useState } from 'react';
import { useClient } from 'urql';
import { useNotify } from '../../../frame/index.ts';
import { problemOf } from '../../../graph/index.ts';
import { saveCsv } from '../../../ui/table/save-csv.ts';
import { type Mention, mentionsQuery } from '../mention-operations.ts';
import type { MentionSort } from '../mention-search.ts';
import type { Selection } from '../mention-selection.ts';

/** Maximum number of mentions in a file, which the browser holds in memory. */
const MOST = 10_000;
const PAGE = 100;

/** Saves all mentions of a selection as a CSV file; `exported` counts those read so far. */
export function useExport(variables: Omit<Selection, 'from'> & { readonly sort: MentionSort }) {
  const client = useClient();
  const notify = useNotify();
  const [exported, setExported] = useState<number | null>(null);
  const save = async () => {
    const rows: Mention[] = [];
    let after: string | null = null;
    let isMore = true;
    setExported(0);
    while (isMore && rows.length < MOST) {
      const page = await readPage(after);
      if (!page) break;
      rows.push(...page.nodes);
      setExported(rows.length);
      after = page.pageInfo.endCursor;
      isMore = page.pageInfo.hasNextPage;
    }
    setExported(null);
    if (rows.length === 0) return;
    saveCsv('mentions', HEAD, rows.map(cellsOf));
    notify({
      text: isMore ? `The file has the first ${rows.length} mentions.` : 'The file has all mentions.',
    });
  };
  const readPage = async (after: string | null) => {
    const result = await client.query(mentionsQuery, { ...variables, first: PAGE, after }).toPromise();
    if (result.error) notify({ text: `The export ended early. ${problemOf(result.error).message}` });
    return result.data?.mentions ?? null;
  };
  return { save, exported };
}

const HEAD =
  'posted,platform,author,title,text,url,likes,comments,views,engagement rate,sentiment,emotion,topics,brands'.split(
    ',',
  );

function cellsOf(mention: Mention) {
  return [
    mention.postedAt,
    mention.source,
    mention.author?.handle,
    mention.title,
    mention.text,
    mention.url,
    mention.likes,
    mention.comments,
    mention.views,
    mention.engagementRate,
    mention.dominantSentiment,
    mention.dominantEmotion,
    mention.contentTopics?.join('; '),
    mention.mentionedBrands?.map(({ name }) => name).join('; '),
  ];
}
