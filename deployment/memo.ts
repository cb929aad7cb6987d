/** A function of one string that remembers its answers, for as long as the process runs. */
export function remembering<T>(answer: (question: string) => T): (question: string) => T {
  const known = new Map<string, { answer: T }>();
  return (question) => {
    const found = known.get(question) ?? { answer: answer(question) };
    known.set(question, found);
    return found.answer;
  };
}
