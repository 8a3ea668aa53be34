import type { Line } from "../text.ts";
import { UsageError } from "../usage-error.ts";
import type { Dialogue } from "./platforms.ts";

/**
 * Shows what is about to happen, and asks.
 * @throws UsageError if nobody can answer
 */
export async function consent(dialogue: Dialogue, list: readonly Line[], question: string): Promise<string> {
  await dialogue.say(list);
  const answer = await dialogue.ask(question);
  if (answer === undefined)
    throw new UsageError("--yes is missing: nobody can be asked, because standard input is no terminal");
  return answer.trim();
}
