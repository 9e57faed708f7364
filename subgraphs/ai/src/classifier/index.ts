/** A classifier in a folder, which runs in a thread of this process. */
export { classifierJudge, probabilitiesOf } from './classifier-judge.ts';
export { type ClassifierSettings, classifierSettings } from './classifier-settings.ts';
export { type Classifier, LOCAL, openClassifier } from './open-classifier.ts';
