export { type AssignmentPlace, type RunningApplication, runningApplication, visit } from "./application.ts";
export { EmptyWorld } from "./empty-world.ts";
export { openPull, type PlatformWorld } from "./platform-world.ts";
export { importExamples, openTutorial, pushStep, type TutorialStep, tutorialSteps } from "./tutorial.ts";
export { type TutorialSnapshot, TutorialWorld, type TutorialWorldOptions } from "./tutorial-world.ts";
