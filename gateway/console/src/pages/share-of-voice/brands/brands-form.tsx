import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/form/fields.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { captureMutation } from '../share-operations.ts';
import { BrandFields } from './brand-fields.tsx';
import {
  type ComparedBrands,
  createComparisonMutation,
  updateComparisonMutation,
} from './brand-operations.ts';
import { BrandPreview } from './brand-preview.tsx';
import {
  type BrandValues,
  type ComparisonValues,
  emptyBrand,
  inputOf,
  problemsIn,
  valuesOf,
} from './brand-values.ts';

/** Creates a comparison or changes its brands, beside a preview of the brand that is edited. */
export function BrandsForm({ comparison }: { comparison?: ComparedBrands }) {
  const send = useSave(comparison?.id);
  const form = useForm<ComparisonValues>({ initial: () => valuesOf(comparison), check: problemsIn, send });
  const { brands } = form.values;
  const [selected, setSelected] = useState(0);
  const [nextKey, setNextKey] = useState(brands.length);
  const change = (key: number, changes: Partial<BrandValues>) =>
    form.set({ brands: brands.map((brand) => (brand.key === key ? { ...brand, ...changes } : brand)) });
  const add = () => {
    form.set({ brands: [...brands, emptyBrand(nextKey)] });
    setSelected(nextKey);
    setNextKey(nextKey + 1);
  };
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Form form={form} submit={comparison ? 'Save and count' : 'Compare and count'}>
        {brands.map((brand, index) => (
          <BrandFields
            key={brand.key}
            brand={brand}
            isOwn={index === 0}
            onFocus={() => setSelected(brand.key)}
            onChange={(changes) => change(brand.key, changes)}
            onRemove={() => form.set({ brands: brands.filter(({ key }) => key !== brand.key) })}
          />
        ))}
        <div>
          <Button icon="plus" onClick={add}>
            Add a brand
          </Button>
        </div>
        <TextField
          form={form}
          name="rangeDays"
          label="Period in days"
          hint="Each count covers this many days, 1 to 365"
        />
      </Form>
      <BrandPreview brand={brands.find(({ key }) => key === selected) ?? brands[0]!} />
    </div>
  );
}

/** Returns a function that saves the brands and counts them, so that the shares show the change. */
function useSave(id: string | undefined) {
  const create = useOutcome(createComparisonMutation);
  const update = useOutcome(updateComparisonMutation);
  const count = useOutcome(captureMutation);
  const navigate = useNavigate();
  const notify = useNotify();
  return async (values: ComparisonValues) => {
    const input = inputOf(values);
    const saved = id ? await update({ id, input }) : await create({ input });
    if (isRefusal(saved)) return saved;
    const counted = await count({ id: saved.query.id });
    notify({
      text: isRefusal(counted) ? `Saved, but not counted yet. ${counted.message}` : 'Saved and counted.',
    });
    navigate({ to: '/share-of-voice', search: { query: saved.query.id } });
    return null;
  };
}
