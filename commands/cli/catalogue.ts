import type { Entry } from './command';

/** Every command by name. They are loaded when they are asked for: some take longer than others run. */
export const COMMANDS: Record<string, Entry> = {
  bench: { about: 'Measure synthesis, start-up and requests', load: () => import('../bench') },
  completion: {
    about: 'Print a script that completes commands in a shell',
    load: async () => (await import('../completion')).completionOf(COMMANDS),
  },
  demo: { about: 'Deploy to a sandbox, prove that it works, destroy it', load: () => import('../demo') },
  deploy: { about: 'Deploy both sides, and repair drift in Dynatrace', load: () => import('../deploy') },
  destroy: { about: 'Remove what was deployed, on both sides', load: () => import('../destroy') },
  diff: { about: 'Plan both sides, with drift in Dynatrace', load: () => import('../diff') },
  discover: { about: 'Write the file that takes over what was set up by hand', load: () => import('../discover') },
  doctor: { about: 'Check everything that a deploy needs', load: () => import('../doctor') },
  drift: { about: 'Compare state with what lives in Dynatrace', load: () => import('../drift') },
  export: { about: 'Write stacks as plain Terraform', load: () => import('../export') },
  init: { about: 'Write a new project into this folder', load: () => import('../init') },
  layout: { about: 'Move state to the layout of the file', load: () => import('../layout') },
  package: { about: 'Write or upload a stack for HCP Terraform', load: () => import('../package') },
  permissions: { about: 'Compare what roles may do with what workflows do', load: () => import('../permissions') },
  review: { about: 'Turn plans into pages for reviewers', load: () => import('../review') },
  sandbox: { about: 'Start the sandbox and leave it running', load: () => import('../sandbox') },
  sweep: { about: 'Find what is in no state', load: () => import('../sweep') },
  verify: { about: 'Check each connection link by link', load: () => import('../verify') },
  workflows: { about: 'List the workflows that use each connection', load: () => import('../workflows') },
};
