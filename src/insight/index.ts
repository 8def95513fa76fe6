// Read-only views across all: which needs arrive where, and which nobody answers.
// Promises: the public never sees a number under five, nor one that subtraction reveals; staff see the exact figures.
export { insightRoutes } from './routes.tsx'
