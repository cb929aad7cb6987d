import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { selectStacks } from '../../../commands/cli/selection';
import { looksToRepeat } from '../../../commands/live/looks';
import { planBothSides } from '../../../commands/plan/both-sides';
import type { ResolvedStack } from '../../../deployment/resolved-stack';
import type { Tracked } from '../../../terraform/instances';
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

describe('looksToRepeat', () => {
  const blocks = { look: 'null_resource.hub_app_look["a"]', before: 'null_resource.hub_app_before["a"]' };
  const repeated = (unanswered: string | undefined, held: object) =>
    looksToRepeat('prod', [{ unanswered, blocks: held } as unknown as Tracked]);

  it('looks again where the answer is nowhere, and takes it from the disk of this machine where it is', () => {
    mkdirSync(join(terraform.stack, 'recorded'));
    terraform.write('recorded/here', 'absent');

    expect(repeated('lost', { look: blocks.look })).toEqual([blocks.look]);
    expect(repeated('lost', blocks)).toEqual([blocks.look, blocks.before]);
    expect(repeated('here', blocks)).toEqual([blocks.before]);
    expect(repeated(undefined, blocks)).toEqual([]);
  });
});
