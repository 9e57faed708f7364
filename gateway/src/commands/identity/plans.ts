import { PRODUCTS, type Product } from '@tributary/kit/host';
import { Command, Option } from 'commander';
import { PLANS } from '../../access/index.ts';
import { withSession } from '../session/index.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print } from '../terminal/output.ts';

/** `plans`: the plan of a workspace for each product. */
export function plansCommand(): Command {
  const known = PRODUCTS.map((each) => `${each}: ${Object.keys(PLANS[each]).join(', ')}`).join('; ');
  const group = new Command('plans').description('manage the plans of a workspace');
  group
    .command('set <plan>')
    .description(`set the plan of a product (${known})`)
    .addOption(workspace())
    .addOption(new Option('--product <product>', 'product').choices(PRODUCTS).makeOptionMandatory())
    .addOption(json())
    .action((plan: string, flags: Flags & { product: Product }) => set(plan, flags));
  return group;
}

function set(plan: string, { workspace: name, product, json }: Flags & { product: Product }): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(name);
    await admin.setPlan(id, product, plan);
    const result = { workspace: name, product, plan };
    print(json, result, [`Set the plan of ${name} for ${product} to ${plan}.`]);
  });
}
