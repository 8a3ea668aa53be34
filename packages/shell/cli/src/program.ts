import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** The rendering thread's program: next to this file, TypeScript here and JavaScript in the npm package. */
export const renderingThread = new URL(`thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
