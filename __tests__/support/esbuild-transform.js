const { transformSync } = require('esbuild');

module.exports = {
  process: (source, filename) =>
    transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: filename, sourcemap: 'inline' }),
};
