import { readFileSync, writeFileSync } from 'node:fs';
import { deploymentJsonSchema, withReference } from './reference';

/** Writes what follows from the deployment file's schema: the JSON Schema for editors and the table in README.md. */
function generate(): void {
  const readme = withReference(readFileSync('README.md', 'utf8'));
  writeFileSync('deployment/deployment.schema.json', deploymentJsonSchema());
  writeFileSync('README.md', readme);
}

try {
  generate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
