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
  tracker: { id: string } | null;
}

/** Selection of {@link SourceDataset}. */
export const DATASET_FIELDS = 'id name mentionsCount createdAt updatedAt tracker { id }';

/**
 * Presents a dataset in the vendor's documented form. This product has no web page for it, and live
 * datasets, which have two more members.
 */
export function toDataset(dataset: SourceDataset): object {
  const { id, name, mentionsCount, createdAt, updatedAt, tracker } = dataset;
  return {
    id,
    name,
    mentions_count: mentionsCount,
    created_at: withoutMilliseconds(createdAt),
    updated_at: withoutMilliseconds(updatedAt),
    url: null,
    ...(tracker ? { live: true, tracker_id: tracker.id } : {}),
  };
}

export const datasetSchema = Type.Object({
  id: Type.String({ description: 'Opaque, stable id.' }),
  name: Type.String(),
  mentions_count: Type.Integer({ description: 'Number of mentions in the dataset.' }),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
  url: Type.Null({ description: 'Always null: datasets have no web page.' }),
  live: Type.Optional(Type.Literal(true, { description: 'Present if the dataset follows a tracker.' })),
  tracker_id: Type.Optional(Type.String({ description: 'Tracker that a live dataset follows.' })),
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

const name = Type.String({ minLength: 1, maxLength: 255, description: '1 to 255 characters.' });
const follows = {
  live: Type.Optional(
    Type.Boolean({
      description: 'Whether the dataset follows a tracker: what it finds becomes a mention within seconds.',
    }),
  ),
  tracker_id: Type.Optional(
    Type.String({ minLength: 1, description: 'Id of the tracker; only with `live: true`.' }),
  ),
};

/** A new dataset. */
export const newDatasetBody = Type.Object({ name, ...follows }, { additionalProperties: false });

/** Changes of a dataset; an empty body changes nothing. */
export const datasetChanges = Type.Object(
  { name: Type.Optional(name), ...follows },
  { additionalProperties: false },
);

/** Maps an argument of the graph to the member of the body that sets it. */
export const placeInDataset = (field: string) => (field === 'trackerId' ? 'tracker_id' : field);

export const datasetResponse = {
  schema: Type.Object({ status: Type.Literal('success'), data: datasetSchema }),
  example: { status: 'success', data: DATASET_EXAMPLE },
};

export const datasetBody = (dataset: SourceDataset) => ({ status: 'success', data: toDataset(dataset) });

export type DatasetResult = Failure & { dataset: SourceDataset };
