import type { CommandLine } from "./arguments.ts";
import type { Command, CommandResult, Tools } from "./command.ts";
import { addCommand } from "./commands/add.ts";
import { completionCommand } from "./commands/completion.ts";
import { destroyCommand } from "./commands/destroy.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { historyCommand } from "./commands/history.ts";
import { initCommand } from "./commands/init.ts";
import { renderCommand } from "./commands/render.ts";
import { reportCommand } from "./commands/report.ts";
import { scheduleCommand } from "./commands/schedule.ts";
import { statusCommand } from "./commands/status.ts";
import { validateCommand } from "./commands/validate.ts";
import { whyCommand } from "./commands/why.ts";
import type { CommandName } from "./declaration-types.ts";
import { readOptions } from "./options.ts";

/** What each command does. Apart from the declarations, so that help loads none of it. */
const runs: Readonly<Record<CommandName, Command>> = {
  schedule: scheduleCommand,
  render: renderCommand,
  validate: validateCommand,
  explain: explainCommand,
  diff: diffCommand,
  status: statusCommand,
  why: whyCommand,
  history: historyCommand,
  report: reportCommand,
  add: addCommand,
  init: initCommand,
  destroy: destroyCommand,
  doctor: doctorCommand,
  completion: completionCommand,
};

/** @throws UsageError */
export async function runCommand(line: CommandLine, tools: Tools): Promise<CommandResult> {
  return await runs[line.command](readOptions(line), tools);
}
