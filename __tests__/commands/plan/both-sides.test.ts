import { selectStacks } from '../../../commands/cli/selection';
import { planBothSides } from '../../../commands/plan/both-sides';
import type { ResolvedStack } from '../../../deployment/resolved-stack';
import { recordingOutput } from '../support';
import { type FakeTerraform, fakeTerraform } from '../terraform';

let terraform: FakeTerraform;

beforeEach(() => {
  terraform = fakeTerraform('name: team\ntenants: { prod: { environment: abc12345.apps.dynatrace.com } }\n');
  terraform.write('plan.json', '{"resource_changes":[]}');
});
afterEach(() => terraform.close());

const plan = (replace: string[], output = recordingOutput()) =>
  planBothSides(selectStacks([]).stacks[0] as ResolvedStack, { replace, refused: [] }, output);

describe('planBothSides', () => {
  it('hands addresses to Terraform as they are, whatever a shell would make of them', async () => {
    const addresses = ['null_resource.connection_share["ops/group:Jo\'s team & $HOME"]', 'null_resource.hub_app["x"]'];

    expect(await plan(addresses)).toEqual({ resource_changes: [] });

    const options = addresses.map((address) => `-replace=${address}`).join(' ');
    expect(terraform.calls()).toContain(`plan -input=false -no-color -out=plan ${options}`);
  });

  it('shows what Terraform prints', async () => {
    const output = recordingOutput();

    await plan([], output);

    expect(output.printed).toEqual(['planned']);
  });
});
