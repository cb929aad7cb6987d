const { rmSync } = require('node:fs');
const { join } = require('node:path');

/** Takes away what an earlier run recorded. */
module.exports = () => rmSync(join(__dirname, '..', '..', 'dist', 'exchanges'), { recursive: true, force: true });
