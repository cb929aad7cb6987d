import { cdktfLines } from '../../../commands/plan/cdktf-output';

describe('cdktfLines', () => {
  it('drops the animation and keeps what was said, whatever the pieces are', () => {
    const lines: string[] = [];
    const take = cdktfLines((line) => lines.push(line));
    const output =
      '\n\u280b  Synthesizing\n\u001b[2K\u001b[1A\u001b[2K\u001b[G\n' +
      '1 Stack deploying     0 Stacks done     0 Stacks waiting\n' +
      'prod  Terraform will perform\n\n\n        + create  \n';

    for (const piece of output.match(/[\s\S]{1,7}/g) ?? []) take(piece);

    expect(lines).toEqual(['prod  Terraform will perform', '', '        + create']);
  });
});
