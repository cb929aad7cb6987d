import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksTable, kindsTable } from '../../model/kinds-table';

const document = readFileSync(join(__dirname, '../../docs/architecture.md'), 'utf8');

// The document is what people agreed on: a change of a description is a change of it, made by `npm run generate`.
test.each([
  ['blocks', blocksTable()],
  ['kinds', kindsTable()],
])('docs/architecture.md has the current %s', (_, table) => {
  expect(document).toContain(table);
});
