import { SHAPE_VERSION } from '../model/blocks';
import { ConfigurationError } from './dynatrace/errors';

/** @throws ConfigurationError when a later release wrote what this one is to work on. */
export function requireKnownShape(instances: { v?: string }[]): void {
  const newer = instances.find(({ v = SHAPE_VERSION }) => Number(v) > Number(SHAPE_VERSION));
  if (!newer) return;
  throw new ConfigurationError('a later version of dynatrace-aws-workflows wrote this state', {
    said: `the shape of its triggers is ${newer.v}, and this version knows ${SHAPE_VERSION}`,
    cure: 'Update dynatrace-aws-workflows on this machine.',
  });
}
