// Takes everything that needs the AWS provider out of the configuration in the working directory.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'cdk.tf.json';

const entries = (object = {}) => Object.entries(object);
const isAws = (name) => name === 'aws' || name.startsWith('aws_');
const withoutAws = (object) => Object.fromEntries(entries(object).filter(([name]) => !isAws(name)));

function strip(configuration) {
  const { provider, terraform, resource, data, locals } = configuration;
  const nullResources = entries(resource.null_resource).map(([name, block]) => [
    name,
    { ...block, ...(block.depends_on && { depends_on: block.depends_on.filter((address) => !isAws(address)) }) },
  ]);
  return {
    ...configuration,
    provider: withoutAws(provider),
    terraform: { ...terraform, required_providers: withoutAws(terraform.required_providers) },
    resource: { null_resource: Object.fromEntries(nullResources) },
    data: withoutAws(data),
    locals: Object.fromEntries(entries(locals).filter(([, value]) => !String(value).includes('aws_iam_'))),
  };
}

if (existsSync(FILE)) {
  const configuration = JSON.parse(readFileSync(FILE, 'utf8'));
  if (configuration.provider?.aws) writeFileSync(FILE, JSON.stringify(strip(configuration), null, 2));
}
