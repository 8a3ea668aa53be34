import type { CommandDeclaration, OperandDeclaration, OptionDeclaration } from "../declaration-types.ts";
import { commands, environmentNames, helpOption, shownOptions } from "../declarations.ts";

/** A word for zsh, with what a specification of `_arguments` or `_describe` gives a meaning escaped. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function described(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, "\\$&");
}

function actionOf({ choices, completes }: Pick<OptionDeclaration, "choices" | "completes">): string {
  if (choices !== undefined) return `(${choices.join(" ")})`;
  if (completes === undefined) return " ";
  if (completes === "environments") return "_kalypso_environments";
  return completes === "folders" ? "_files -/" : "_files";
}

function optionSpecification(option: OptionDeclaration): string {
  const { name, value, description } = option;
  if (value === undefined) return quoted(`--${name}[${described(description)}]`);
  return quoted(`--${name}=[${described(description)}]:${described(value)}:${actionOf(option)}`);
}

function operandSpecification(operand: OperandDeclaration): string {
  return quoted(`:${described(operand.name)}:${actionOf(operand)}`);
}

function commandCase(declaration: CommandDeclaration): string {
  const specifications = [
    ...[...shownOptions(declaration), helpOption].map(optionSpecification),
    ...declaration.operands.map(operandSpecification),
  ];
  return `    ${declaration.name})
      _arguments -S \\
        ${specifications.join(" \\\n        ")} ;;`;
}

/** A script for `eval` in ~/.zshrc, after compinit. */
export function zshScript(): string {
  const help = { name: "help", summary: "Shows the help of a command." };
  const descriptions = [...commands, help].map(({ name, summary }) =>
    quoted(`${name}:${described(summary)}`),
  );
  return `# zsh completion: eval "$(kalypso completion zsh)"

_kalypso_environments() {
  local where=. index=\${words[(I)--control-plane]} joined=\${(M)words:#--control-plane=*}
  (( index > 0 )) && where=\${(Q)words[index + 1]}
  [[ -n $joined ]] && where=\${(Q)joined#*=}
  local -a names=(\${(f)"$("$_kalypso_program" completion ${environmentNames} --control-plane "$where" 2>/dev/null)"})
  compadd -a names
}

_kalypso() {
  local _kalypso_program=\${(Q)words[1]}
  local -a commands=(
    ${descriptions.join("\n    ")}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join("\n")}
    help) _describe -t commands command commands ;;
  esac
}

compdef _kalypso kalypso kalypso-actions`;
}
