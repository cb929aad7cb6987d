export type TerraformErrorCode =
  | 'terraform-missing'
  | 'terraform-unusable'
  | 'terraform-too-old'
  | 'provider-unavailable'
  | 'failed';

/** Terraform cannot run here. The message says what is wrong, what was found, and the cure. */
export class TerraformError extends Error {
  override name = 'TerraformError';

  constructor(
    readonly code: TerraformErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The first error in Terraform's output as one line, or the last line when nothing says "Error". */
export function terraformErrorLine(output: string): string {
  const lines = output.split('\n').map((line) => line.replace(/^[╷│╵\s]+/, '').trim());
  const start = lines.findIndex((line) => line.startsWith('Error: '));
  if (start < 0) return lines.findLast((line) => line !== '') ?? 'no output';
  const title = (lines[start] ?? '').slice('Error: '.length);
  const rest = lines.slice(start + 1);
  const detailStart = rest.findIndex((line) => line !== '');
  const detail = detailStart < 0 ? [] : rest.slice(detailStart);
  const end = detail.indexOf('');
  const text = detail.slice(0, end < 0 ? undefined : end).join(' ');
  return text ? `${title}: ${text}` : title;
}
