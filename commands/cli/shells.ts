import { bin } from '../../package.json';

/** A command as a shell completes it. */
export interface Completed {
  name: string;
  about: string;
  options: { name: string; takesValue: boolean; description: string }[];
  takesTenants: boolean;
}

/** What a shell calls the program: the only one that package.json has under `bin`. */
export const PROGRAM = Object.keys(bin).join();

const ID = PROGRAM.replaceAll('-', '_');

/** The script of each shell. Names and descriptions are the project's own; tenants are asked for when they are needed. */
export const SHELLS: Record<string, (commands: Completed[]) => string> = { bash, zsh, fish };

function bash(commands: Completed[]): string {
  const cases = commands.map(({ name, options, takesTenants }) => {
    const words = options.map((option) => `--${option.name}`).join(' ');
    const tenants = takesTenants ? ` $(${PROGRAM} completion tenants 2>/dev/null)` : '';
    return `    ${name}) words="${words}${tenants}" ;;`;
  });
  return `# bash completion of ${PROGRAM}: source <(${PROGRAM} completion bash)
_${ID}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  COMPREPLY=()
  if [[ $previous == --file || $previous == --out ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
    return
  fi
  if [[ $COMP_CWORD -eq 1 ]]; then
    words="${commands.map(({ name }) => name).join(' ')} --help --version"
  else
    case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _${ID} ${PROGRAM}`;
}

function zsh(commands: Completed[]): string {
  const described = commands.map(({ name, about }) => `    '${name}:${quoted(about)}'`);
  const cases = commands.map(({ name, options, takesTenants }) => {
    const flags = options.map(({ name: option, takesValue, description }) => {
      const value = takesValue ? `:${option}:${option === 'file' || option === 'out' ? '_files' : ''}` : '';
      return `'--${option}[${quoted(description)}]${value}'`;
    });
    const rest = takesTenants ? ` '*:tenant:_${ID}_tenants'` : '';
    return `    ${name}) _arguments ${flags.join(' ')}${rest} ;;`;
  });
  return `#compdef ${PROGRAM}
# zsh completion of ${PROGRAM}: save it as _${PROGRAM} in a folder of $fpath
_${ID}_tenants() {
  compadd -- \${(f)"$(${PROGRAM} completion tenants 2>/dev/null)"}
}
_${ID}() {
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
compdef _${ID} ${PROGRAM}`;
}

function fish(commands: Completed[]): string {
  const lines = commands.flatMap(({ name, about, options, takesTenants }) => {
    const here = `-n '__fish_seen_subcommand_from ${name}'`;
    const flags = options.map(({ name: option, takesValue, description }) => {
      return `complete -c ${PROGRAM} ${here} -l ${option}${takesValue ? ' -r -F' : ''} -d '${quoted(description)}'`;
    });
    const tenants = `complete -c ${PROGRAM} ${here} -a '(${PROGRAM} completion tenants 2>/dev/null)'`;
    return [
      `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${name} -d '${quoted(about)}'`,
      ...flags,
      ...(takesTenants ? [tenants] : []),
    ];
  });
  return [
    `# fish completion of ${PROGRAM}: save it as ${PROGRAM}.fish in ~/.config/fish/completions`,
    `complete -c ${PROGRAM} -f`,
    ...lines,
  ].join('\n');
}

/** Text inside of single quotes; brackets and colons mean something to zsh. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replace(/[[\]:`]/g, '');
}
