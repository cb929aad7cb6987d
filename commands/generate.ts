import { readFileSync, writeFileSync } from 'node:fs';
import { deploymentJsonSchema, withReference } from '../deployment/reference';
import { blocksTable, kindsTable } from '../model/kinds-table';
import { withSection } from '../model/markdown';
import { operationsPage } from '../sandbox/index';
import { findingsDocument } from './findings/document';
import { RULES_OF_COMMANDS } from './rules';

const REFERENCE = 'docs/reference.md';
const ARCHITECTURE = 'docs/architecture.md';

/**
 * Writes what follows from the code: the JSON Schema for editors and the table in docs/reference.md from the deployment
 * file's schema, docs/findings.md from the rules, the tables of docs/architecture.md from the kinds, and sandbox/OPERATIONS.md
 * from the sandbox.
 */
function generate(): void {
  const reference = withReference(readFileSync(REFERENCE, 'utf8'));
  const architecture = withKinds(readFileSync(ARCHITECTURE, 'utf8'));
  writeFileSync('deployment/deployment.schema.json', deploymentJsonSchema());
  writeFileSync(REFERENCE, reference);
  writeFileSync('docs/findings.md', findingsDocument(RULES_OF_COMMANDS));
  writeFileSync(ARCHITECTURE, architecture);
  writeFileSync('sandbox/OPERATIONS.md', operationsPage());
}

function withKinds(document: string): string {
  const blocks = withSection(document, { file: ARCHITECTURE, name: 'blocks', content: blocksTable() });
  return withSection(blocks, { file: ARCHITECTURE, name: 'kinds', content: kindsTable() });
}

try {
  generate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
