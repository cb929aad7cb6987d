import { hostProblem } from '../../facts/host-patterns';
import { type Violation, violation } from '../errors';
import { isObject } from '../router';
import type { SettingsSchema } from '../validation';

const VALIDATOR = {
  customValidatorId:
    'functionproxy.functionproxy.svc.cluster.local:8080/internal/settings-validation/v0.1/validate-property/allowed-hostname',
  skipAsyncValidation: false,
};

export const ALLOWED_HOSTS = 'builtin:dt-javascript-runtime.allowed-outbound-connections';

/**
 * The outbound allow-list: one object per environment, which has no stored value until somebody changes it.
 *
 * @param maxHosts 50 before version 1.0.5
 */
export function allowedHostsSchema(maxHosts: 50 | 100 = 100): SettingsSchema {
  return {
    schemaId: ALLOWED_HOSTS,
    version: maxHosts === 100 ? '1.0.5' : '1.0.4',
    displayName: 'Limit outbound connections',
    maturity: 'GENERAL_AVAILABILITY',
    groups: ['group:dt-javascript-runtime', 'group:preferences'],
    multiObject: false,
    maxObjects: 1,
    ownerBasedAccessControl: false,
    defaultValue: { allowedOutboundConnections: { enforced: true, hostList: [] } },
    properties: {
      allowedOutboundConnections: {
        type: 'object',
        name: 'AllowedHostsList',
        properties: {
          enforced: { type: 'boolean', default: true },
          hostList: {
            type: 'set',
            maxItems: maxHosts,
            items: { type: 'text', minLength: 1, maxLength: 255, validator: VALIDATOR },
            precondition: { property: 'enforced', equals: true },
          },
        },
      },
    },
  };
}

/** The rules for hosts that the service checks by itself, beyond the schema. */
export function hostViolations(value: Record<string, unknown>, path: string): Violation[] {
  const list = value.allowedOutboundConnections;
  const hosts = isObject(list) && Array.isArray(list.hostList) ? list.hostList : [];
  return hosts.flatMap((host, index) => {
    const problem = hostProblem(String(host));
    const at = `${path}/allowedOutboundConnections/hostList/${index}`;
    return problem ? [violation(at, `'${host}' is not a valid host: ${problem}`)] : [];
  });
}
