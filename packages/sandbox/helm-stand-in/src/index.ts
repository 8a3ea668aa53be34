import { fileURLToPath } from "node:url";

/** The program that is called as `helm` is, with `template` and its options. */
export const helmProgram = fileURLToPath(new URL("main.ts", import.meta.url));
