export { type TemporaryFolder, temporaryFolder } from "./temporary.ts";
export { openTutorial, pushStep, type TutorialStep, tutorialSteps } from "./tutorial.ts";
export { type Change, sampleHost, World } from "./world.ts";
