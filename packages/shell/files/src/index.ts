export {
  OutputFolder,
  objectId,
  TreeWriter,
  type WrittenFolder,
  writeOutputFolder,
} from "./output-folder.ts";
export { writeWholeFile } from "./write-file.ts";
