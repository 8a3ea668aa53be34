import { countDiagnostics, counted, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { diagnose } from "@kalypso-actions/setup";
import { type Command, onlyProblems } from "../command.ts";
import { required } from "../options.ts";
import type { Line } from "../text.ts";

/** Says what is wrong with a running platform. It changes nothing. */
export const doctorCommand: Command = async ({ doctor }, { observe, progress }) => {
  const request = required(doctor, "--control-plane");
  using doing = progress.doing(`looking at ${request.name}`);
  const observed = await observe(request);
  doing.update("comparing");
  if (observed.value === undefined) return onlyProblems(observed.diagnostics);
  const { diagnostics: found, checked, unchecked } = diagnose(observed.value);
  const diagnostics = sortDiagnostics([...observed.diagnostics, ...found]);
  const wrong = diagnostics.filter(({ code }) => code !== "doctor-unread");
  const checks = counted(checked.length, "check");
  const verdict: Line =
    wrong.length === 0
      ? [{ text: "nothing is wrong", style: "green" }, `: ${checks}`]
      : `${checks}: ${countDiagnostics(wrong)}`;
  return {
    diagnostics,
    text: () => [verdict, ...(unchecked.length === 0 ? [] : [`not checked: ${unchecked.join(", ")}`])],
    data: { checked, unchecked },
  };
};
