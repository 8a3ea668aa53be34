export { OutputFolder, type WrittenFolder } from "./output-folder.ts";
export { parseJobs, type RenderedFolder, type RenderRequest, renderFolder } from "./render-folder.ts";
export { isRenderingThread, renderInThread } from "./thread.ts";
