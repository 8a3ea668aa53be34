/** Labels, as Kubernetes accepts them: on an object, and in a selector. */
import { labelKey, labelValue } from "@kalypso-actions/names";
import * as z from "zod";
import { rule } from "./rule.ts";

export const labelKeyText = z.string().regex(labelKey, rule("label-invalid", "a Kubernetes label key"));

export const labelValueText = z
  .string(rule("label-not-text", "a string"))
  .regex(
    labelValue,
    rule(
      "label-invalid",
      "a label value: at most 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends",
    ),
  );
