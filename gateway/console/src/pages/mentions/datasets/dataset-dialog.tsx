import { useFrame } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { ChoiceField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { createDatasetMutation } from './dataset-operations.ts';

interface DatasetDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}

/** Creates a dataset, which a tracker fills as its posts appear, or runs fill. */
export function DatasetDialog({ onClose, onCreated }: DatasetDialogProps) {
  const { trackers } = useFrame();
  const create = useOutcome(createDatasetMutation);
  const form = useForm({
    initial: { name: '', trackerId: '', brands: '' },
    check: ({ name }) => (name.trim() ? {} : { name: 'Enter a name.' }),
    async send({ name, trackerId, brands }) {
      const names = brands
        .split(',')
        .map((brand) => brand.trim())
        .filter(Boolean);
      const outcome = await create({
        input: {
          name: name.trim(),
          brands: names.map((brand) => ({ name: brand })),
          ...(trackerId ? { live: true, trackerId } : {}),
        },
      });
      if (isRefusal(outcome)) return outcome;
      onCreated(outcome.dataset.id);
      onClose();
      return null;
    },
  });
  const options = [
    { value: '', name: 'Runs that I start' },
    ...trackers.map(({ id, name }) => ({ value: id, name: `The tracker ${name}, live` })),
  ];
  return (
    <FormDialog title="New dataset" form={form} submit="Create dataset" onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={100} />
      <ChoiceField form={form} name="trackerId" label="Filled by" options={options} />
      <TextField
        form={form}
        name="brands"
        label="Brands to look for"
        hint="Separated by commas; those of share of voice are always looked for"
      />
    </FormDialog>
  );
}
