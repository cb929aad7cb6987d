import type { Finding } from '../findings/finding';
import { RULES } from '../rules';

/** What one box of a page says: a sentence, and a list below it. */
export interface Warning {
  id: string;
  sentence: string;
  items: string[];
  acknowledged?: string;
  /** Whether several findings of a rule were put together. */
  grouped: boolean;
}

/** Up to this many findings of a rule stand for themselves. */
const SINGLE = 3;

/** Findings as a reader wants them: those of one rule together, when there are many. */
export function warningsOf(findings: Finding[]): Warning[] {
  const ids = [...new Set(findings.map(({ id }) => id))];
  return ids.flatMap((id) => {
    const known = findings.filter((one) => one.id === id && one.acknowledged !== undefined);
    const open = findings.filter((one) => one.id === id && one.acknowledged === undefined);
    return [...(open.length > SINGLE ? [together(id, open)] : open.map(single)), ...known.map(single)];
  });
}

function single({ id, detail, acknowledged }: Finding): Warning {
  const [sentence = '', ...items] = detail.split('\n');
  return {
    id,
    sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1),
    items,
    grouped: false,
    ...(acknowledged !== undefined && { acknowledged }),
  };
}

function together(id: string, findings: Finding[]): Warning {
  const { what = id } = RULES.find((rule) => rule.id === id) ?? {};
  const items = findings.map(({ detail }) => {
    const [sentence, ...rest] = detail.split('\n');
    return rest.length > 0 ? `${sentence}: ${rest.join('; ')}` : `${sentence}`;
  });
  return { id, sentence: `${findings.length} exceptions to: ${what.replace(/\.$/, '')}`, items, grouped: true };
}
