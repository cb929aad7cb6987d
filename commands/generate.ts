import { readFileSync, writeFileSync } from 'node:fs';
import { deploymentJsonSchema, withReference } from '../deployment/reference';
import { operationsPage } from '../sandbox/index';
import { findingsDocument } from './findings/document';
import { RULES_OF_COMMANDS } from './rules';

/**
 * Writes what follows from the code: the JSON Schema for editors and the table in README.md from the deployment file's
 * schema, docs/findings.md from the rules, and sandbox/OPERATIONS.md from the sandbox.
 */
function generate(): void {
  const readme = withReference(readFileSync('README.md', 'utf8'));
  writeFileSync('deployment/deployment.schema.json', deploymentJsonSchema());
  writeFileSync('README.md', readme);
  writeFileSync('docs/findings.md', findingsDocument(RULES_OF_COMMANDS));
  writeFileSync('sandbox/OPERATIONS.md', operationsPage());
}

try {
  generate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
