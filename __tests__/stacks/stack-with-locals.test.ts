import { App, TerraformLocal } from 'cdktf';
import { StackWithLocals } from '../../stacks/stack-with-locals';

describe('StackWithLocals', () => {
  const stack = new StackWithLocals(new App(), 'prod');

  it('writes its locals without reading them', () => {
    const texts = { name: '$${TfToken[TOKEN.0]}', list: ['${local.other}'] };
    stack.addLocal('texts', texts);
    stack.addLocal('other', '${{ for k, r in null_resource.x : k => r.id }}');

    expect(stack.toTerraform()).toMatchObject({
      locals: { texts: { name: '$${TfToken[TOKEN.0]}', list: ['${local.other}'] }, other: expect.any(String) },
    });
  });

  it('keeps the locals that cdktf writes', () => {
    new TerraformLocal(stack, 'added', 'by a project');

    expect(stack.toTerraform()).toMatchObject({ locals: { added: 'by a project', texts: expect.anything() } });
  });

  it('is not written as HCL, in which cdktf leaves half of it out', () => {
    expect(() => stack.toHclTerraform()).toThrow('must be synthesized as JSON');
  });
});
