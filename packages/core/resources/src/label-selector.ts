/** Label selectors, as policies write them. */
import * as z from "zod";
import { labelKeyText, labelValueText } from "./labels.ts";
import { rule } from "./rule.ts";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ : set-based requirements. */
const requirement = z
  .strictObject({
    key: labelKeyText,
    operator: z.enum(
      ["In", "NotIn", "Exists", "DoesNotExist"],
      rule("selector-invalid", "In, NotIn, Exists or DoesNotExist"),
    ),
    values: z.array(labelValueText).nullish(),
  })
  .superRefine((value, context) => {
    const wantsValues = value.operator === "In" || value.operator === "NotIn";
    const count = value.values?.length ?? 0;
    if (wantsValues && count === 0) {
      context.addIssue({
        code: "custom",
        message: rule("selector-invalid", `at least one value for the operator ${value.operator}`),
      });
    }
    if (!wantsValues && count > 0) {
      context.addIssue({
        code: "custom",
        path: ["values"],
        message: rule("selector-invalid", `no values for the operator ${value.operator}`),
      });
    }
  });

export const labelSelectorSchema = z.strictObject({
  matchLabels: z.record(labelKeyText, labelValueText).nullish(),
  matchExpressions: z.array(requirement).nullish(),
});

export type LabelSelector = z.output<typeof labelSelectorSchema>;
export type SelectorRequirement = z.output<typeof requirement>;
