import { fileURLToPath } from "node:url";

/** The program to call instead of `helm`, with `template` and its options. */
export const helmProgram = fileURLToPath(new URL("main.ts", import.meta.url));
