import { satisfies } from '../../terraform/versions';
import { failed, ok, type Rule } from '../findings/rule';

export const nodeVersion: Rule<{ wanted: string; version?: string }> = {
  id: 'node-version',
  severity: 'error',
  what: 'The installed Node.js version is supported.',
  why: 'Synthesis and the scripts that Terraform runs rely on features that older versions of Node.js lack.',
  cure: 'Install a newer Node.js.',
  check({ wanted, version = process.versions.node }) {
    if (satisfies(version, wanted)) return [ok('Node.js', version)];
    return [failed('Node.js', `${version}, but ${wanted} is needed`, this.cure)];
  },
};
