import {
  create,
  ENHANCED,
  enhancedValue,
  HOSTS,
  hostsValue,
  LEGACY,
  legacyValue,
  messages,
  ROLE_ARN,
  start,
  stopAll,
} from './support';

afterEach(stopAll);

const rolePattern = String.raw`^arn:(?:aws|aws-cn|aws-us-gov):iam::(?:aws|\d+?):role\/.*$`;

describe('legacy connections', () => {
  it.each([
    ['an empty name', legacyValue(''), '/name: length must be between 1 and 100'],
    ['a long name', legacyValue('x'.repeat(101)), '/name: length must be between 1 and 100'],
    [
      'another partition',
      legacyValue('a', 'arn:aws-iso:iam::123456789012:role/x'),
      `/webIdentity/roleArn: Role must be valid with given pattern ${rolePattern}`,
    ],
    ['a short ARN', legacyValue('a', 'arn'), '/webIdentity/roleArn: length must be between 20 and 2048'],
    [
      'a policy that is none',
      legacyValue('a', ROLE_ARN, [ROLE_ARN]),
      '/webIdentity/policyArns/0: Policy must be valid with given pattern',
    ],
    [
      'too many policies',
      legacyValue('a', ROLE_ARN, Array(101).fill('arn:aws:iam::aws:policy/X')),
      '/webIdentity/policyArns: must have at most 100 items',
    ],
    [
      'no policies',
      { name: 'a', type: 'webIdentity', webIdentity: { roleArn: ROLE_ARN } },
      '/webIdentity/policyArns: must not be null',
    ],
    ['an unknown property', { ...legacyValue('a'), colour: 'red' }, "/colour: Unknown property 'colour'"],
    ['another type', { ...legacyValue('a'), type: 'accessKey' }, '/type: must be one of [webIdentity]'],
    [
      'a precondition that is not met',
      { ...legacyValue('a'), type: 'x' },
      `/webIdentity: must not be set unless 'type' is "webIdentity"`,
    ],
    ['a number for a name', { ...legacyValue('a'), name: 1 }, '/name: must be a string'],
    ['a text for an object', { ...legacyValue('a'), webIdentity: 'x' }, '/webIdentity: must be an object'],
    [
      'a text for a list',
      { ...legacyValue('a'), webIdentity: { roleArn: ROLE_ARN, policyArns: 'x' } },
      '/webIdentity/policyArns: must be an array',
    ],
    ['no value', undefined, ': must be an object'],
  ])('refuse %s', async (_, value, message) => {
    const answer = await create(await start(), LEGACY, value);
    expect(answer.status).toBe(400);
    expect(answer.body[0].error.message).toBe('Validation failed for 1 Setting.');
    expect(answer.body[0].error.constraintViolations[0]).toMatchObject({
      parameterLocation: 'PAYLOAD_BODY',
      location: null,
    });
    expect(messages(answer).join('\n')).toContain(`${LEGACY}/0${message}`);
  });

  it('accept every partition that the schema names', async () => {
    const sandbox = await start();
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
      const value = legacyValue(partition, `arn:${partition}:iam::123456789012:role/a/b`);
      expect((await create(sandbox, LEGACY, value)).status).toBe(200);
    }
  });
});

describe('enhanced connections', () => {
  it.each([
    ['a name that is too short', enhancedValue('ab'), '/name: length must be between 3 and 100'],
    [
      'an ARN that is none',
      enhancedValue('abc', 'role'),
      '/awsWebIdentity/roleArn: Role must be valid with given pattern ^$|arn:',
    ],
    ['an ARN with text before it', enhancedValue('abc', `x${ROLE_ARN}`), '/awsWebIdentity/roleArn: Role must be valid'],
    [
      'another consumer',
      { ...enhancedValue('abc'), awsWebIdentity: { roleArn: '', consumers: ['DA'] } },
      '/awsWebIdentity/consumers/0: must be one of [APP:dynatrace.aws.connector]',
    ],
    [
      'two consumers',
      {
        ...enhancedValue('abc'),
        awsWebIdentity: { roleArn: '', consumers: ['APP:dynatrace.aws.connector', 'APP:dynatrace.aws.connector'] },
      },
      '/awsWebIdentity/consumers: must have at most 1 items',
    ],
    [
      'session policies',
      { ...enhancedValue('abc'), awsWebIdentity: { roleArn: '', consumers: [], policyArns: [] } },
      "/awsWebIdentity/policyArns: Unknown property 'policyArns'",
    ],
    [
      'the form of the other type',
      { ...enhancedValue('abc'), type: 'awsRoleBasedAuthentication' },
      '/awsWebIdentity: must not be set unless',
    ],
  ])('refuse %s', async (_, value, message) => {
    const answer = await create(await start(), ENHANCED, value);
    expect(answer.status).toBe(400);
    expect(messages(answer).join('\n')).toContain(`${ENHANCED}/0${message}`);
  });

  it('accept an empty role ARN', async () => {
    expect((await create(await start(), ENHANCED, enhancedValue('abc'))).status).toBe(200);
  });
});

describe('allow-list', () => {
  it('is one object that a second create replaces', async () => {
    // given
    const sandbox = await start();
    const first = await create(sandbox, HOSTS, hostsValue(['a.example.com']));

    // when
    const second = await create(sandbox, HOSTS, hostsValue(['b.example.com']));

    // then
    expect(second.body).toEqual(first.body);
    expect(sandbox.tenant.objects.map(({ value }) => value)).toEqual([hostsValue(['b.example.com'])]);
    expect(sandbox.tenant.objects[0]?.owner).toBeUndefined();
  });

  it.each(['*.amazonaws.com', 'example.com', '10.0.0.1', '::1'])('accepts %s', async (host) => {
    expect((await create(await start(), HOSTS, hostsValue([host]))).status).toBe(200);
  });

  it.each(['*.com', 'https://example.com', '*api.example.com', 'api.*.example.com', '123.*.1.1', 'a.com/path'])(
    'refuses %s',
    async (host) => {
      const answer = await create(await start(), HOSTS, hostsValue([host]));
      expect(answer.status).toBe(400);
      expect(messages(answer)[0]).toContain(`/0/allowedOutboundConnections/hostList/0: '${host}' is not a valid host`);
    },
  );

  it.each([
    ['an empty host', hostsValue(['']), '/hostList/0: length must be between 1 and 255'],
    ['duplicates', hostsValue(['a.com', 'a.com']), '/hostList: must not contain duplicates'],
    [
      'hosts without enforcement',
      { allowedOutboundConnections: { enforced: false, hostList: [] } },
      '/hostList: must not be set unless',
    ],
    ['no hosts with enforcement', { allowedOutboundConnections: { enforced: true } }, '/hostList: must not be null'],
    ['a text for a switch', { allowedOutboundConnections: { enforced: 'yes' } }, '/enforced: must be a boolean'],
  ])('refuses %s', async (_, value, message) => {
    const answer = await create(await start(), HOSTS, value);
    expect(messages(answer).join('\n')).toContain(`${HOSTS}/0/allowedOutboundConnections${message}`);
  });

  it.each([50, 100] as const)('holds at most %d hosts', async (maxHosts) => {
    const sandbox = await start({ maxHosts });
    const hosts = Array.from({ length: maxHosts + 1 }, (_, index) => `h${index}.example.com`);
    expect(messages(await create(sandbox, HOSTS, hostsValue(hosts)))[0]).toContain(`at most ${maxHosts} items`);
    expect((await create(sandbox, HOSTS, hostsValue(hosts.slice(1)))).status).toBe(200);
  });

  it('may be switched off', async () => {
    expect((await create(await start(), HOSTS, hostsValue([], false))).status).toBe(200);
  });
});
