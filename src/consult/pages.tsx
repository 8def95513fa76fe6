// Every page of the conversation, and what the city says about itself.
export { AccessibilityPage, AccuracyPage, type Measured, PrivacyPage } from './about.tsx'
export { AnswerPage, type Desk, NothingPage } from './answer.tsx'
export { type AskForm, AskPage, type AskProblems, MenuPage } from './ask.tsx'
export { type Danger, EmergencyPage } from './danger.tsx'
export { CALL_TIMES, type HandOverForm, HandOverPage } from './hand-over.tsx'
export { PrintPage } from './print.tsx'
