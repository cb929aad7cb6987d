const floor = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import ${allowed.length ? allowed.join(', ') : 'nothing of the project'} only: arrows run downward`,
  from: { path: `^${from}/` },
  to: {
    path: '^(main\\.ts|index\\.ts|commands|terraform|stacks|scripts|deployment|model|sandbox|__tests__)',
    pathNot: [`^${from}/`, ...allowed.map((to) => `^${to}/`)],
  },
});

/** The floors: main.ts and commands, then terraform and stacks, then scripts and deployment, then model. */
module.exports = {
  forbidden: [
    floor('model-is-the-ground', 'model', []),
    floor('deployment-above-model', 'deployment', ['model']),
    floor('scripts-above-model', 'scripts', ['model']),
    floor('stacks-above-scripts-and-deployment', 'stacks', ['deployment', 'model']),
    floor('terraform-above-deployment', 'terraform', ['deployment', 'model']),
    floor('commands-on-top', 'commands', ['terraform', 'stacks', 'scripts', 'deployment', 'model', 'sandbox']),
    {
      name: 'sandbox-owns-its-facts',
      severity: 'error',
      comment: 'a fact that the product has wrong must not be wrong in what it is tested against',
      from: { path: '^sandbox/' },
      to: { path: '^(main\\.ts|index\\.ts|commands|terraform|stacks|scripts|deployment|model|__tests__)' },
    },
    {
      name: 'sandbox-names-its-packages',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'scripts-run-without-cdktf',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '(cdktf|constructs)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
