import { ANYTHING } from '../../../commands/iam/coverage';
import { isSure, needsOfUses } from '../../../commands/least-privilege/needs';
import type { Use } from '../../../commands/usage/users';

const PLACE = { partition: 'aws-us-gov', accountId: '123456789012' };

function use(action: string, input: Record<string, unknown>, certainty: Use['certainty'] = 'certainly'): Use {
  const workflow = { id: 'w', title: 'W' };
  return {
    workflow,
    task: 't',
    action: `dynatrace.aws.connector:${action}`,
    input,
    certainty,
    by: 'name',
    calledBy: [],
  };
}

function arns(action: string, input: Record<string, unknown>): string[] {
  const { known } = needsOfUses([use(action, { region: 'us-gov-west-1', ...input })], PLACE);
  return (known[0]?.targets ?? []).map(({ arn }) => arn.replaceAll(ANYTHING, '?'));
}

describe('needsOfUses', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['ec2-stop-instances', { InstanceIds: ['i-1', 'i-2'] }, ['instance/i-1', 'instance/i-2']],
    ['ec2-stop-instances', { InstanceIds: '{{ result("find") }}' }, ['instance/?']],
    ['ec2-stop-instances', { InstanceIds: ['i-1', '{{ event().id }}'] }, ['instance/i-1', 'instance/?']],
    ['ec2-stop-instances', { InstanceIds: [] }, ['instance/?']],
    ['ec2-stop-instances', { InstanceIds: ['i-*'] }, ['instance/?']],
    ['ec2-modify-instance-attribute', { InstanceId: 'i-1' }, ['instance/i-1']],
  ])('finds the instances of %s with %j', (action, input, instances) => {
    expect(arns(action, input)).toEqual(instances.map((one) => `arn:aws-us-gov:ec2:us-gov-west-1:123456789012:${one}`));
  });

  it('leaves a region open that an expression decides', () => {
    expect(arns('ec2-stop-instances', { InstanceIds: ['i-1'], region: '{{ input()["region"] }}' })).toEqual([
      'arn:aws-us-gov:ec2:?:123456789012:instance/i-1',
    ]);
  });

  it('finds functions by name, by alias and by ARN', () => {
    const prefix = 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function';
    const arn = 'arn:aws-us-gov:lambda:us-gov-east-1:123456789012:function:theirs';

    expect(arns('lambda-invoke', { FunctionName: 'tidy' })).toEqual([`${prefix}:tidy`]);
    expect(arns('lambda-invoke', { FunctionName: 'tidy', Qualifier: 'live' })).toEqual([`${prefix}:tidy:live`]);
    expect(arns('lambda-invoke', { FunctionName: arn, Qualifier: '2' })).toEqual([`${arn}:2`]);
    expect(arns('lambda-invoke', { FunctionName: '{{ x }}' })).toEqual([`${prefix}:?`]);
  });

  it('knows that the documents of AWS belong to no account', () => {
    const documents = (name?: string) =>
      arns('ssm-send-command', { DocumentName: name, InstanceIds: ['i-1'] }).filter((arn) => arn.includes('document'));

    expect(documents('AWS-RunShellScript')).toEqual(['arn:aws-us-gov:ssm:us-gov-west-1::document/AWS-RunShellScript']);
    expect(documents('ours')).toEqual(['arn:aws-us-gov:ssm:us-gov-west-1:123456789012:document/ours']);
    expect(documents()).toHaveLength(2);
  });

  it('asks actions without resources on everything', () => {
    expect(arns('s3-list-buckets', {})).toEqual(['*']);
  });

  it('keeps what is needed for sure apart from what may be', () => {
    const stop = (id: string, certainty: Use['certainty']) =>
      use('ec2-stop-instances', { InstanceIds: [id] }, certainty);

    const { known } = needsOfUses([stop('i-1', 'certainly'), stop('i-2', 'possibly'), stop('i-1', 'certainly')], PLACE);

    expect(known.map((need) => [isSure(need), need.targets.length, need.uses.length])).toEqual([
      [true, 1, 2],
      [false, 1, 1],
    ]);
  });

  it('never takes an unknown action for one that needs nothing', () => {
    const uses = [use('rds-stop', {}), { ...use('', {}), action: 'my.app:do' }];

    const { known, unknown } = needsOfUses(uses, PLACE);

    expect(known).toEqual([]);
    expect([...unknown.keys()]).toEqual(['dynatrace.aws.connector:rds-stop', 'my.app:do']);
  });
});
