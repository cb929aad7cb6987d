import { type Output, table } from '../cli/terminal';

/** What `discover` has to say about one thing that it came across. */
export interface Note {
  /** For example `connection ops` or `account production`. */
  subject: string;
  status: NoteStatus;
  /** One sentence. */
  detail: string;
  cure?: string;
}

/**
 * `taken`: it is in the file. `decide`: a person has to, at a comment in the file. `owned`: a deployment of ours has it
 * already. `other`: it is not for workflows. `hidden`: these credentials cannot see it. `unreadable`: reading it failed.
 */
export type NoteStatus = 'taken' | 'decide' | 'owned' | 'other' | 'hidden' | 'unreadable';

const WORDS: Record<NoteStatus, string> = {
  taken: 'in the file',
  decide: 'decide',
  owned: 'left out',
  other: 'left out',
  hidden: 'hidden',
  unreadable: 'unreadable',
};

/** 2 when a person has to decide about something, or something could not be read; else 0. */
export function notesCode(notes: Note[]): 0 | 2 {
  return notes.some(({ status }) => ['decide', 'hidden', 'unreadable'].includes(status)) ? 2 : 0;
}

export function notesTable(notes: Note[], { colors }: Pick<Output, 'colors'>): string {
  const paint = (status: NoteStatus, text: string) => {
    if (status === 'taken') return colors.green(text);
    return status === 'owned' || status === 'other' ? text : colors.yellow(text);
  };
  return table(
    notes.map(({ subject, status, detail, cure }) => [
      `  ${paint(status, WORDS[status])}`,
      oneLine(subject),
      oneLine(cure ? `${detail}. ${cure}` : detail),
    ]),
  );
}

/** Names of others go into tables and comments, where a line break would end a line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
