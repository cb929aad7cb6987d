import { ConfigurationError, type DynatraceError, TransientError } from './errors';

/** Failures before anything was sent, after which even a POST can be sent again. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** Failures that no repetition mends: of certificates, and of servers that do not speak TLS. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/;

/** What undici says when the proxy does not open a tunnel, so that nothing reached the API. */
const TUNNEL = /Proxy response \((\d+)\)|Proxy Authentication Required \((407)\)/;

/** A request that got no answer, and what that means for another attempt. */
interface Failure {
  code: string;
  /** No repetition helps. */
  final: boolean;
  /** The request did not reach the API. */
  unsent: boolean;
  told(place: string, tried: string | false): DynatraceError;
}

/** @throws whatever it is that no network can be the cause of */
export function describeFailure(error: unknown): Failure {
  const cause = error as { code?: string; message?: string };
  const { code } = cause;
  if (typeof code !== 'string') throw error;
  const said = cause.message || code;
  const tunnel = TUNNEL.exec(said);
  const proxyStatus = Number(tunnel?.[1] ?? tunnel?.[2]);
  const proxyCure = 'Check HTTPS_PROXY, its user and its password, and whether it allows this host.';
  const refused = proxyStatus >= 400 && proxyStatus < 500;
  if (UNTRUSTED.test(code) || refused) {
    const cure = refused
      ? proxyCure
      : 'Check the address, and set NODE_EXTRA_CA_CERTS if a private certificate authority signed its certificate.';
    const told = (place: string) => new ConfigurationError(`${place} failed`, { said, cure, cause });
    return { final: true, unsent: true, code, told };
  }
  const unsent = tunnel !== null || UNSENT.includes(code);
  const cure = tunnel
    ? proxyCure
    : unsent
      ? 'Check the address in the deployment file, and HTTPS_PROXY if this machine needs a proxy.'
      : 'Run it again: it continues where it stopped.';
  const told = (place: string, tried: string | false) =>
    new TransientError(`${place} got no answer`, {
      said: tried ? `${said} (${tried})` : said,
      cure,
      cause,
      unanswered: !unsent,
    });
  return { final: false, unsent, code, told };
}
