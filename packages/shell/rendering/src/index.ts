export { OutputFolder, type WrittenFolder } from "./output-folder.ts";
export { parseJobs, renderFolder } from "./render-folder.ts";
export { isRenderingThread, renderInThread } from "./thread.ts";
