import { describeFailure } from '../../../scripts/dynatrace/http-failure';

const failed = (code: string, message = '') => Object.assign(new Error(message), { code });
const PROXY_CURE = 'Check HTTPS_PROXY, its user and its password, and whether it allows this host.';

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
  'nothing was sent before %s',
  (code) => {
    const failure = describeFailure(failed(code));

    expect(failure).toMatchObject({ code, final: false, unsent: true });
    expect(failure.told('GET x', false)).toMatchObject({
      exitCode: 5,
      unanswered: false,
      message:
        `GET x got no answer: ${code}. ` +
        'Check the address in the deployment file, and HTTPS_PROXY if this machine needs a proxy.',
    });
  },
);

test('after any other failure the request may have taken effect', () => {
  const cause = failed('ECONNRESET', 'socket hang up');
  const failure = describeFailure(cause);

  expect(failure).toMatchObject({ code: 'ECONNRESET', final: false, unsent: false });
  expect(failure.told('GET x', 'tried twice')).toMatchObject({
    exitCode: 5,
    unanswered: true,
    cause,
    message: 'GET x got no answer: socket hang up (tried twice). Run it again: it continues where it stopped.',
  });
});

test.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT', 'ERR_TLS_X', 'ERR_SSL_X'])(
  'no repetition helps against %s',
  (code) => {
    const failure = describeFailure(failed(code, 'no trust'));

    expect(failure).toMatchObject({ code, final: true, unsent: true });
    expect(failure.told('GET x', 'tried twice')).toMatchObject({
      exitCode: 2,
      message:
        'GET x failed: no trust. Check the address, and set NODE_EXTRA_CA_CERTS if a private certificate authority ' +
        'signed its certificate.',
    });
  },
);

test.each([
  'Proxy response (400) !== 200 when HTTP Tunneling',
  'Proxy response (499) !== 200 when HTTP Tunneling',
  'Proxy Authentication Required (407)',
])('a proxy that refuses stays so: %s', (message) => {
  const failure = describeFailure(failed('UND_ERR_ABORTED', message));

  expect(failure).toMatchObject({ final: true, unsent: true });
  expect(failure.told('GET x', false)).toMatchObject({
    exitCode: 2,
    message: `GET x failed: ${message}. ${PROXY_CURE}`,
  });
});

test.each([399, 500, 502])('a proxy that answers %s may open the tunnel later', (status) => {
  const message = `Proxy response (${status}) !== 200 when HTTP Tunneling`;
  const failure = describeFailure(failed('UND_ERR_ABORTED', message));

  expect(failure).toMatchObject({ final: false, unsent: true });
  expect(failure.told('GET x', false)).toMatchObject({
    exitCode: 5,
    unanswered: false,
    message: `GET x got no answer: ${message}. ${PROXY_CURE}`,
  });
});

test('what has no code is no failure of a network', () => {
  const bug = new TypeError('x is not a function');

  expect(() => describeFailure(bug)).toThrow(bug);
});
