import type { Answer, TrackedLive } from '../../../commands/live/read';
import { driftCode, driftJson, driftSummary, driftTable, worst } from '../../../commands/live/report';
import { recordingOutput } from '../support';

function entry(key: string, live: Answer, tainted = false): TrackedLive {
  const address = `null_resource.connection["${key}"]`;
  return { kind: 'connection', key, address, id: '1', tainted, instance: {} as never, live };
}

const inSync = entry('a', { status: 'in-sync', note: 'the API masks ARNs' });
const changed = entry('bb', { status: 'changed', changes: [{ attribute: 'name', from: 'x', to: '' }] });
const missing = entry('c', { status: 'missing' }, true);
const unreadable = entry('d', { status: 'unreadable', note: 'not allowed', error: new Error('not allowed') });

describe('a report about drift', () => {
  it('has one line per resource with what is different and what the reader should know', () => {
    expect(driftTable([inSync, changed, missing, unreadable], recordingOutput()).split('\n')).toEqual([
      '  in sync     connection  a   the API masks ARNs',
      '  changed     connection  bb  name: x -> nothing',
      '  missing     connection  c   its last deploy failed, so the next one repeats it',
      '  unreadable  connection  d   not allowed',
    ]);
  });

  it('counts', () => {
    expect(driftSummary([inSync, changed, changed, missing])).toBe('1 in sync, 2 changed, 1 missing');
    expect(driftSummary([])).toBe('nothing is deployed yet');
  });

  it('exits with 0 in sync, 2 with drift, and 1 when something could not be read', () => {
    expect([driftCode([]), driftCode([inSync]), driftCode([inSync, changed])]).toEqual([0, 0, 2]);
    expect([driftCode([missing]), driftCode([missing, unreadable])]).toEqual([2, 1]);
    expect([worst([]), worst([0, 0]), worst([0, 2, 0]), worst([2, 1])]).toEqual([0, 0, 2, 1]);
  });

  it('gives other programs plain values, without errors in them', () => {
    expect(driftJson([changed, unreadable])).toEqual([
      {
        address: 'null_resource.connection["bb"]',
        kind: 'connection',
        key: 'bb',
        status: 'changed',
        changes: [{ attribute: 'name', from: 'x', to: '' }],
        tainted: false,
      },
      {
        address: 'null_resource.connection["d"]',
        kind: 'connection',
        key: 'd',
        status: 'unreadable',
        changes: [],
        note: 'not allowed',
        tainted: false,
      },
    ]);
  });
});
