import { Type } from 'typebox';
import { withoutMilliseconds } from '../../engine/documented-times.ts';
import type { Failure } from './problems.ts';

/** A dataset, as the graph returns it. */
export interface SourceDataset {
  id: string;
  name: string;
  mentionsCount: number;
  createdAt: string;
  updatedAt: string;
}

/** Selection of {@link SourceDataset}. */
export const DATASET_FIELDS = 'id name mentionsCount createdAt updatedAt';

/** Presents a dataset in the vendor's documented form. This product has no web page for it. */
export function toDataset({ id, name, mentionsCount, createdAt, updatedAt }: SourceDataset): object {
  return {
    id,
    name,
    mentions_count: mentionsCount,
    created_at: withoutMilliseconds(createdAt),
    updated_at: withoutMilliseconds(updatedAt),
    url: null,
  };
}

export const datasetSchema = Type.Object({
  id: Type.String({ description: 'Opaque, stable id.' }),
  name: Type.String(),
  mentions_count: Type.Integer({ description: 'Number of mentions in the dataset.' }),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
  url: Type.Null({ description: 'Always null: datasets have no web page.' }),
});

export const DATASET_EXAMPLE = {
  id: 'ds_01H...',
  name: 'cold brew',
  mentions_count: 1247,
  created_at: '2026-05-01T12:00:00Z',
  updated_at: '2026-05-01T12:30:00Z',
  url: null,
};

/** Errors of every route, by status. */
export const ERRORS = {
  401: ['unauthorized'],
  422: ['unprocessable_entity'],
  429: ['too_many_requests'],
  500: ['internal_server_error'],
};

/** Errors of a route for one dataset. */
export const DATASET_ERRORS = { ...ERRORS, 404: ['dataset_not_found'] };

export const nameBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 255, description: '1 to 255 characters.' }) },
  { additionalProperties: false },
);

export const datasetResponse = {
  schema: Type.Object({ status: Type.Literal('success'), data: datasetSchema }),
  example: { status: 'success', data: DATASET_EXAMPLE },
};

export const datasetBody = (dataset: SourceDataset) => ({ status: 'success', data: toDataset(dataset) });

export type DatasetResult = Failure & { dataset: SourceDataset };
