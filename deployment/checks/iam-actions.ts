import { actionsOf, isService, matchingActions, services, servicesWith } from '../iam-data';
import { alternatives } from '../messages';
import { didYouMean, suggestion } from '../suggest';
import type { CheckContext } from './context';
import { type Listed, reportUnknown, statementsOf, type WrittenStatement } from './statements';

const MOST_SUGGESTED = 5;

/** The actions of statements are there, and are allowed on the resources beside them. IAM itself checks neither. */
export function checkIamActions(context: CheckContext): void {
  for (const statement of statementsOf(context)) {
    for (const action of statement.actions) checkAction(context, statement, action);
    checkResources(context, statement);
  }
}

function checkAction(context: CheckContext, { entry }: WrittenStatement, { value, path }: Listed): void {
  if (value === '*' || value === '*:*') return;
  const [, service, name] = /^([A-Za-z0-9-]+):([A-Za-z0-9*?]+)$/.exec(value) ?? [];
  if (service === undefined || name === undefined) {
    context.report(
      'iam-action-form',
      path,
      'must be a service and an action, such as ec2:DescribeInstances',
      value,
      formCure(value),
    );
  } else if (!isService(service)) {
    const meant = suggestion(service, services());
    const cure = meant && `did you mean \`${meant}:${name}\`?`;
    reportUnknown(context, entry, { path, rule: 'must begin with the prefix of an AWS service', name: value, cure });
  } else if (matchingActions(value).length === 0) {
    const rule = /[*?]/.test(name) ? `must match an action of ${service}` : `must be an action of ${service}`;
    reportUnknown(context, entry, { path, rule, name: value, cure: actionCure(service, name) });
  }
}

/** What somebody meant who left the service out, or put spaces in. */
function formCure(value: string): string | undefined {
  const compact = value.replace(/\s/g, '');
  if (compact !== value && matchingActions(compact).length > 0) return `did you mean \`${compact}\`?`;
  if (!/^[A-Za-z0-9]+$/.test(compact)) return undefined;
  const found = servicesWith(compact);
  const shown = found.slice(0, MOST_SUGGESTED).map((service) => `\`${service}:${compact}\``);
  if (found.length > shown.length) shown.push('another');
  return shown.length ? `did you mean ${alternatives(shown)}?` : undefined;
}

function actionCure(service: string, name: string): string | undefined {
  const names = actionsOf(service).map((action) => action.name);
  const literal = name.search(/[*?]/);
  if (literal < 0) {
    const meant = suggestion(name, names);
    return meant && `did you mean \`${service}:${meant}\`?`;
  }
  const starts = [...new Set(names.flatMap((one) => [-1, 0, 1].map((more) => one.slice(0, literal + more))))];
  const meant = suggestion(name.slice(0, literal), starts);
  return meant ? `did you mean \`${service}:${meant}${name.slice(literal)}\`?` : didYouMean(name, names);
}

/** Actions that work on all resources alone are not allowed by a statement about some. */
function checkResources({ warn }: CheckContext, { effect, actions, resources, path }: WrittenStatement): void {
  if (effect === 'Deny' || resources.length === 0 || resources.some(({ value }) => value === '*')) return;
  const idle = actions.filter(({ value }) => {
    const found = /[*?]/.test(value) ? [] : matchingActions(value);
    return found.length > 0 && found.every(({ onlyAll }) => onlyAll);
  });
  if (idle.length === 0) return;
  const names = idle.map(({ value }) => `\`${value}\``).join(', ');
  const cure = 'give it a statement of its own with `resources: "*"`';
  warn(
    'iam-action-resource',
    [...path, 'resources'],
    `does not allow ${names}, which only works on all resources`,
    undefined,
    cure,
  );
}
