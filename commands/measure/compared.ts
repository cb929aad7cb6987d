import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Blocks = Record<string, Record<string, unknown>>;

interface Configuration {
  provider: Record<string, unknown>;
  terraform: { required_providers: Record<string, unknown> };
  resource: Record<string, Blocks>;
  locals: Record<string, unknown>;
}

/** The same roles and OIDC provider without anything of Dynatrace, to compare with. @returns the directory */
export async function awsAlone(stack: string, target: string): Promise<string> {
  const { resource, locals, ...rest } = await configurationOf(stack);
  const ofAws = Object.entries(resource).filter(([type]) => type.startsWith('aws_'));
  const roles = Object.entries(locals).filter(([name]) => /_role(s|_names)$/.test(name));
  const alone = ofAws.map(([type, blocks]) => [type, mapBlocks(blocks, withoutDynatrace)]);
  return write(target, { ...rest, resource: Object.fromEntries(alone), locals: Object.fromEntries(roles) }, (text) =>
    text.replace(/\$\{local\.connection_id\[\\+"[^"]*\\+"\]\}/g, 'object-id'),
  );
}

/**
 * Both sides with Terraform's own `terraform_data` instead of every resource that runs a script: what Terraform needs
 * for as many instances that depend on each other in the same way.
 *
 * @returns the directory
 */
export async function withoutScripts(stack: string, target: string): Promise<string> {
  const { resource, ...rest } = await configurationOf(stack);
  const { null_resource: scripted = {}, ...ofAws } = resource;
  const plain = mapBlocks(scripted, ({ for_each, depends_on, triggers }) => ({
    for_each,
    depends_on,
    input: triggers,
  }));
  return write(target, { ...rest, resource: { ...ofAws, terraform_data: plain } }, (text) =>
    text.replaceAll('null_resource.', 'terraform_data.').replace(/\br\.triggers\b/g, 'r.input'),
  );
}

async function configurationOf(stack: string): Promise<Configuration> {
  const { provider, terraform, resource, locals } = JSON.parse(await readFile(join(stack, 'cdk.tf.json'), 'utf8'));
  const { aws } = terraform.required_providers;
  return { provider: { aws: provider.aws }, terraform: { required_providers: { aws } }, resource, locals };
}

function mapBlocks(blocks: Blocks, change: (block: Record<string, unknown>) => Record<string, unknown>): Blocks {
  return Object.fromEntries(
    Object.entries(blocks).map(([name, block]) => [name, change(block as Record<string, unknown>)]),
  );
}

function withoutDynatrace({ depends_on: dependsOn, ...block }: Record<string, unknown>): Record<string, unknown> {
  const kept = (dependsOn as string[] | undefined)?.filter((address) => address.startsWith('aws_'));
  return kept?.length ? { ...block, depends_on: kept } : block;
}

async function write(target: string, content: Configuration, change: (text: string) => string): Promise<string> {
  await mkdir(target, { recursive: true });
  // On one line, an error of Terraform would quote all of it.
  await writeFile(join(target, 'main.tf.json'), change(JSON.stringify(content, null, 2)));
  return target;
}
