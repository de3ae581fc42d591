/** Import directions of docs/architecture.md: web → api → workflows → domain. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(domain|workflows|activities|api|ewp|db|cli|dev|web|config|test|bench)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('domain-imports-nothing-of-ours', 'domain', []),
    {
      name: 'domain-libraries',
      comment: 'The core is pure: hashing and canonical JSON, the language of conditions, and zod in the schema files.',
      severity: 'error',
      from: { path: '^domain/' },
      to: {
        path: 'node_modules/|^node:',
        pathNot: 'node_modules/(@noble/hashes|canonicalize|@marcbachmann/cel-js|zod|yaml)/',
      },
    },
    {
      name: 'domain-no-node',
      comment: 'What bundles the workflows runs outside their sandbox.',
      severity: 'error',
      from: { path: '^(domain|workflows)/', pathNot: '^workflows/(bundle|cached-bundle)[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'zod-and-yaml-stay-out-of-the-workflow',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: 'node_modules/(zod|yaml)/', reachable: true },
    },
    {
      name: 'workflows-know-activities-by-type',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    only('workflows', 'workflows', ['domain', 'activities']),
    only('db', 'db', ['domain', 'config']),
    only('activities', 'activities', ['domain', 'db', 'config', 'workflows']),
    only('api', 'api', ['domain', 'db', 'config', 'workflows', 'activities']),
    only('config', 'config', []),
    {
      name: 'production-without-dev',
      severity: 'error',
      from: { path: '^(domain|workflows|activities|api|db|config)/' },
      to: { path: '^(dev|test|cli|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
