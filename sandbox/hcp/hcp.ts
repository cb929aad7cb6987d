import { type Handler, type SandboxRequest, type SandboxResponse, type SandboxServer, serve } from '../server';
import { readArchive } from './archive';
import { configurationDocument, phaseDocument, runDocument, variableDocument, workspaceDocument } from './documents';
import { type Execution, scriptedExecution } from './execution';
import { list, notFound, payload, Refusal, single } from './json-api';
import { createRunQueue } from './runs';
import { newId, newPhase, type Phase, type Run, type State, type Workspace } from './state';

interface HcpOptions {
  port?: number;
  /** API tokens that are accepted. */
  tokens: string[];
  /** What carries out runs. @default one addition that succeeds */
  execution?: Execution;
}

/** A stand-in for the part of HCP Terraform's API that an API-driven run needs. */
export interface HcpSandbox extends Pick<SandboxServer, 'url' | 'faults' | 'log' | 'close'> {
  /** As it stands in deployment files: host and port. */
  hostname: string;
  runs: readonly Run[];
  addWorkspace(workspace: Pick<Workspace, 'organization' | 'name'> & Partial<Workspace>): Workspace;
  /** Starts the runs that wait, after a workspace was unlocked. */
  advance(): void;
  idle(): Promise<void>;
}

const STORE = '/_archivist/v1/object';

export async function startHcp({ port, tokens, execution = scriptedExecution({}) }: HcpOptions): Promise<HcpSandbox> {
  const state: State = { tokens: new Set(tokens), workspaces: [], configurations: [], runs: [] };
  const queue = createRunQueue(state, execution);
  let url = '';

  const api: Record<string, (request: SandboxRequest, ...parts: string[]) => SandboxResponse> = {
    'GET /organizations/([^/]+)/workspaces/([^/]+)': (_, organization, name) =>
      single(
        workspaceDocument(required(state.workspaces.find((w) => w.organization === organization && w.name === name))),
      ),

    'GET /workspaces/([^/]+)/all-vars': (_, id) => {
      const workspace = workspaceOf(id);
      if (!workspace.canReadVariables) throw notFound();
      return list(workspace.variables.map(variableDocument));
    },

    'POST /workspaces/([^/]+)/configuration-versions': (request, id) => {
      const workspace = workspaceOf(id);
      if (!workspace.canQueueRun) throw notFound();
      const { attributes } = payload(request, 'configuration-versions');
      const phase = newPhase('plan');
      const configuration = {
        id: newId('cv'),
        workspace,
        speculative: attributes.speculative === true,
        status: 'pending' as const,
        secret: phase.secret,
      };
      if (attributes['auto-queue-runs'] !== false) {
        throw new Refusal(422, 'unprocessable entity', 'the stand-in queues no runs by itself');
      }
      if (workspace.vcsRepo && !configuration.speculative) {
        throw new Refusal(422, 'unprocessable entity', 'the workspace takes its configuration from version control');
      }
      state.configurations.push(configuration);
      return single(configurationDocument(configuration, `${url}${STORE}/${configuration.secret}`), 201);
    },

    'GET /configuration-versions/([^/]+)': (_, id) =>
      single(configurationDocument(required(state.configurations.find((one) => one.id === id)))),

    'POST /runs': (request) => {
      const { attributes, related } = payload(request, 'runs');
      const workspace = workspaceOf(related('workspace'));
      const configuration = required(state.configurations.find(({ id }) => id === related('configuration-version')));
      if (configuration.workspace !== workspace) throw notFound();
      if (configuration.status !== 'uploaded') {
        throw new Refusal(422, 'unprocessable entity', 'the configuration version has no files yet');
      }
      if (workspace.executionMode === 'local') {
        throw new Refusal(422, 'unprocessable entity', 'the workspace runs locally');
      }
      const run: Run = {
        id: newId('run'),
        workspace,
        configuration,
        status: 'pending',
        message: String(attributes.message ?? 'Queued manually via the Terraform Enterprise API'),
        planOnly: configuration.speculative || attributes['plan-only'] === true,
        autoApply: (attributes['auto-apply'] as boolean | undefined) ?? workspace.autoApply,
        variables: (attributes.variables as Run['variables'] | undefined) ?? [],
        plan: newPhase('plan'),
        apply: newPhase('apply'),
      };
      state.runs.push(run);
      queue.advance();
      return single(runDocument(run), 201);
    },

    'GET /runs/([^/]+)': (_, id) => single(runDocument(runOf(id))),

    'POST /runs/([^/]+)/actions/apply': (_, id) => {
      if (!queue.confirm(runOf(id))) throw new Refusal(409, 'transition not allowed');
      return { status: 202 };
    },

    'GET /plans/([^/]+)': (_, id) => phase('plans', id),
    'GET /applies/([^/]+)': (_, id) => phase('applies', id),
  };

  function phase(type: 'plans' | 'applies', id: string | undefined): SandboxResponse {
    const found = required(phases().find((one) => one.id === id));
    return single(phaseDocument(type, found, `${url}${STORE}/${found.secret}`));
  }

  function workspaceOf(id: string | undefined): Workspace {
    return required(state.workspaces.find((workspace) => workspace.id === id));
  }

  function runOf(id: string | undefined): Run {
    return required(state.runs.find((run) => run.id === id));
  }

  function phases(): Phase[] {
    return state.runs.flatMap(({ plan, apply }) => [plan, apply]);
  }

  /** The store of uploads and logs knows no tokens: whoever has an address may use it. */
  async function store({ method, path, query, body }: SandboxRequest): Promise<SandboxResponse> {
    const secret = path.slice(STORE.length + 1);
    const log = phases().find((one) => one.secret === secret)?.log;
    if (method === 'GET' && log) {
      const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? log.length)];
      return { status: 200, body: log.subarray(offset, offset + limit) };
    }
    const configuration = state.configurations.find((one) => one.secret === secret && one.status === 'pending');
    if (method !== 'PUT' || !configuration) return { status: 404, body: 'not found' };
    configuration.content = body;
    await readArchive(body).then(
      () => {
        configuration.status = 'uploaded';
      },
      (error: Error) => {
        configuration.status = 'errored';
        configuration.error = `the archive cannot be read: ${error.message}`;
      },
    );
    return { status: 200 };
  }

  const handler: Handler = async (request) => {
    if (request.path === '/.well-known/terraform.json') return { status: 200, body: { 'tfe.v2': '/api/v2/' } };
    if (request.path.startsWith(`${STORE}/`)) return store(request);
    try {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (!token || !state.tokens.has(token)) throw new Refusal(401, 'unauthorized');
      for (const [route, answer] of Object.entries(api)) {
        const [method, pattern] = route.split(' ');
        const match = new RegExp(`^/api/v2${pattern}$`).exec(request.path);
        if (match && method === request.method) return answer(request, ...match.slice(1).map(decodeURIComponent));
      }
      throw notFound();
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
  };

  const server = await serve(handler, port);
  url = server.url;
  return {
    url,
    faults: server.faults,
    log: server.log,
    close: server.close,
    hostname: `127.0.0.1:${server.port}`,
    runs: state.runs,
    addWorkspace(given) {
      const defaults = { executionMode: 'remote' as const, autoApply: false, locked: false, workingDirectory: '' };
      const rights = { canQueueRun: true, canReadVariables: true, variables: [] };
      const workspace: Workspace = { id: newId('ws'), ...defaults, ...rights, ...given };
      state.workspaces.push(workspace);
      return workspace;
    },
    advance: queue.advance,
    idle: queue.idle,
  };
}

function required<T>(found: T | undefined): T {
  if (found === undefined) throw notFound();
  return found;
}
