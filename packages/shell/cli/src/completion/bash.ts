import type { CommandDeclaration, OptionDeclaration } from "../declaration-types.ts";
import { commands, environmentNames, helpOption, shownOptions } from "../declarations.ts";

/** bash 3.2, which macOS has, knows no `compopt` and no `mapfile`. */
const helpers = `_kalypso_words() {
  local word
  for word in $1; do
    [[ $word == "$2"* ]] && COMPREPLY+=("$word")
  done
}

_kalypso_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do
    COMPREPLY+=("$path")
  done < <(compgen "$1" -- "$2")
}

_kalypso_environments() {
  local name where=. index
  for ((index = 2; index < COMP_CWORD; index++)); do
    if [[ \${COMP_WORDS[index]} == --control-plane ]]; then
      where="\${COMP_WORDS[index + 1]}"
      [[ $where == "=" ]] && where="\${COMP_WORDS[index + 2]}"
    fi
  done
  while IFS= read -r name; do
    [[ $name == "$1"* ]] && COMPREPLY+=("$name")
  done < <("\${COMP_WORDS[0]}" completion ${environmentNames} --control-plane "$where" 2>/dev/null)
}`;

function actionOf({ choices, completes }: OptionDeclaration): string {
  if (choices !== undefined) return `_kalypso_words "${choices.join(" ")}" "$current"`;
  if (completes === undefined) return ":";
  if (completes === "environments") return '_kalypso_environments "$current"';
  return `_kalypso_paths ${completes === "folders" ? "-d" : "-f"} "$current"`;
}

function commandCase(declaration: CommandDeclaration): string {
  const options = shownOptions(declaration);
  const withValue = options.filter(({ value }) => value !== undefined);
  const words = [
    ...declaration.operands.flatMap(({ choices = [] }) => choices),
    ...[...options, helpOption].map(({ name }) => `--${name}`),
  ];
  return [
    `    ${declaration.name})`,
    '      case "$previous" in',
    ...withValue.map((option) => `        --${option.name}) ${actionOf(option)} ;;`),
    `        *) _kalypso_words "${words.join(" ")}" "$current" ;;`,
    "      esac ;;",
  ].join("\n");
}

/** A script for `eval` in ~/.bashrc. */
export function bashScript(): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# bash completion: eval "$(kalypso completion bash)"

${helpers}

_kalypso() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  # bash makes a word of the = in --option=value.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    _kalypso_words "${names} help --help --version" "$current"
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map(commandCase).join("\n")}
    help) _kalypso_words "${names}" "$current" ;;
  esac
}

complete -F _kalypso kalypso kalypso-actions`;
}
