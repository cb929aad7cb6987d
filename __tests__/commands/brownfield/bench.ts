import { parse } from 'yaml';
import type { Note } from '../../../commands/brownfield/notes';
import { runCommand } from '../../../commands/cli/run';
import { command } from '../../../commands/discover';
import { examineDeployment } from '../../../deployment/load';
import type { Connection, Deployment } from '../../../deployment/schema';
import { type Sandbox, startSandbox } from '../../../sandbox/index';
import { byHand } from '../../support/by-hand';
import { exportCredentials, recordingOutput } from '../support';

/** What `discover` found and wrote. */
export interface Discovered {
  code: number;
  text: string;
  /** All comments of the file in one line. */
  comments: string;
  deployment: Deployment;
  /** Connections of the file as it says them. */
  connections: Record<string, Partial<Connection>>;
  notes: Note[];
  /** Notes about a subject, in words. */
  said(subject: string): string[];
}

/** A set-up by hand, and `discover` in this process. */
export interface DiscoverBench {
  sandbox: Sandbox;
  hand: ReturnType<typeof byHand>;
  signIn(variables: Record<string, string | undefined>): void;
  flags(more?: string[]): string[];
  /** @throws Error when nothing was written */
  discover(...more: string[]): Promise<Discovered>;
  /** The message of a run that writes nothing. */
  failure(...more: string[]): Promise<string>;
  close(): Promise<void>;
}

export async function startDiscoverBench(): Promise<DiscoverBench> {
  const sandbox = await startSandbox();
  const { dynatrace, aws } = sandbox;
  const restores: (() => void)[] = [];
  const signIn = (variables: Record<string, string | undefined>) => void restores.push(exportCredentials(variables));
  signIn({
    ...sandbox.credentials,
    DT_ACCOUNT_ID: undefined,
    DYNATRACE_PLATFORM_TOKEN: undefined,
    DYNATRACE_API_TOKEN: undefined,
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  });
  const flags = (more: string[] = []) => [
    ...['--environment', dynatrace.url, '--sso-url', dynatrace.ssoUrl, '--account-url', dynatrace.accountUrl],
    ...['--issuer', dynatrace.tenant.issuer.issuer, '--accounts', 'main=:us-east-1', '--aws-endpoint', aws.url],
    ...more,
  ];

  return {
    sandbox,
    hand: byHand(sandbox),
    signIn,
    flags,
    async discover(...more) {
      const output = recordingOutput();
      const code = await runCommand(command, flags(['--json', ...more]), output);
      const [printed = '{}'] = output.printed;
      const { deployment: text, findings, error } = JSON.parse(printed);
      if (error) throw new Error(error);
      const tenants = parse(text).tenants as Record<string, { connections?: Discovered['connections'] }>;
      return {
        code,
        text,
        comments: [...text.matchAll(/^ *# (.*)$/gm)].map(([, line]) => line).join(' '),
        deployment: examineDeployment(text).deployment,
        connections: Object.values(tenants)[0]?.connections ?? {},
        notes: findings,
        said: (subject) =>
          (findings as Note[])
            .filter((note) => note.subject === subject)
            .map(({ status, detail }) => `${status}: ${detail}`),
      };
    },
    async failure(...more) {
      const output = recordingOutput();
      const code = await runCommand(command, flags(more), output);
      if (code !== 1 || output.printed.length > 0) throw new Error(`exit code ${code}: ${output.printed.join('\n')}`);
      return output.progressed.join('\n');
    },
    async close() {
      for (const restore of restores.reverse()) restore();
      await sandbox.close();
    },
  };
}
