import { type Block, blockName, blocksOf } from './blocks';
import type { Kind } from './kind-types';
import { KIND_NAMES, KINDS, type Repair } from './kinds';
import { markdownTable } from './markdown';

const ROLES: Record<Block, { keeps: string; runs: string; why: string }> = {
  look: {
    keeps: 'the identity',
    runs: 'create: looks, never writes',
    why: 'Only then can it be seen what was there before any write.',
  },
  before: {
    keeps: 'what the look found: present or absent',
    runs: 'nothing',
    why: 'A destroy knows the truth on every machine, whatever was interrupted, even after a guard was recreated.',
  },
  guard: {
    keeps: 'the identity of the object, and the mark that it was made under',
    runs: 'destroy: deletes',
    why: 'Terraform skips the destroy provisioners of what failed to be created. A guard never fails.',
  },
  made: {
    keeps: "its guard's id, or the identity where there is no guard, and the content",
    runs: 'create: creates or updates',
    why: 'It may fail. Replacing it runs the create again and deletes nothing.',
  },
  record: {
    keeps: 'the object id that the create reported',
    runs: 'nothing',
    why: 'What depends on the id has it in the same apply, and state has it on every machine.',
  },
};

const REPAIRS: Record<Repair, string> = {
  create: 'recreated or updated',
  replace: 'deleted and recreated',
  refuse: 'stops a deploy: a person decides',
  report: 'only reported',
};

/** What each block of a kind is for. */
export function blocksTable(): string {
  const rows = Object.entries(ROLES).map(([block, { keeps, runs, why }]) => [block, keeps, runs, why]);
  return markdownTable(['Block', 'Keeps in state', 'Runs on', 'Why'], rows);
}

/** Every kind in the order in which a deploy creates them. */
export function kindsTable(): string {
  const head = ['Kind', 'Resources in state', 'Comes after', 'Part of', 'When it drifts', 'A review shows it'];
  return markdownTable(head, KIND_NAMES.map(row));
}

function row(kind: Kind): string[] {
  const { label, after, partOf, shownAt } = KINDS[kind];
  const resources = blocksOf(kind).map((block) => `\`${blockName(kind, block)}\` (${block})`);
  return [
    `\`${kind}\`: ${label}`,
    resources.join(', '),
    after.map(named).join(', ') || 'nothing',
    partOf.map(named).join(', ') || '–',
    repairs(kind),
    { connection: 'at its connection', tenant: 'with the tenant', nowhere: 'no' }[shownAt],
  ];
}

function repairs(kind: Kind): string {
  const { missing, changed, attributes = {} } = KINDS[kind].repair;
  const usual =
    missing === changed ? [REPAIRS[missing]] : [`missing: ${REPAIRS[missing]}`, `changed: ${REPAIRS[changed]}`];
  return [...usual, ...Object.entries(attributes).map(([name, repair]) => `\`${name}\`: ${REPAIRS[repair]}`)].join(
    '; ',
  );
}

function named(kind: Kind | 'aws'): string {
  return kind === 'aws' ? 'the AWS side' : `\`${kind}\``;
}
