import { maskSecrets, needsResubmission, restoreSecrets, SECRET_MASK } from '../../dynatrace/secrets';
import type { SettingsSchema } from '../../dynatrace/validation';

const schema: SettingsSchema = {
  schemaId: 'test',
  version: '1',
  displayName: 'Test',
  multiObject: true,
  maxObjects: 1,
  ownerBasedAccessControl: false,
  properties: {
    kind: { type: 'enum', name: 'Kind', values: ['a', 'b'], forceSecretResubmission: true },
    nested: { type: 'object', name: 'Nested', properties: { secret: { type: 'secret' }, open: { type: 'text' } } },
    list: { type: 'list', items: { type: 'secret' }, maxItems: 3 },
  },
};
const stored = { kind: 'a', nested: { secret: 's1', open: 'o' }, list: ['l1', 'l2'] };

describe('secrets', () => {
  it('are masked at every depth, and nothing else is', () => {
    const mask = SECRET_MASK;
    expect(maskSecrets(schema, stored)).toEqual({ kind: 'a', nested: { secret: mask, open: 'o' }, list: [mask, mask] });
  });

  it('come back where the mask is sent, and change where a text is sent', () => {
    const sent = { kind: 'a', nested: { secret: SECRET_MASK, open: 'p' }, list: ['new', SECRET_MASK] };
    expect(restoreSecrets(schema, sent, stored)).toEqual({
      kind: 'a',
      nested: { secret: 's1', open: 'p' },
      list: ['new', 'l2'],
    });
  });

  it('must be sent again when a property that forces it changes', () => {
    const masked = maskSecrets(schema, stored);
    expect(needsResubmission(schema, masked, stored)).toBe(false);
    expect(needsResubmission(schema, { ...masked, kind: 'b' }, stored)).toBe(true);
    expect(needsResubmission(schema, { ...stored, kind: 'b' }, stored)).toBe(false);
  });
});
