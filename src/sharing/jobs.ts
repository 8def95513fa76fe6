// What follows in rooms, about persons and on the board, and what the clock does there.
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Reaction } from '../platform/events.ts'
import type { Timer } from '../platform/jobs.ts'
import { boardReactions, boardTimers } from './board/jobs.ts'
import { personTimers } from './mine/jobs.ts'
import { sharingRoomReactions, sharingRoomTimers } from './room/jobs.ts'

export const sharingReactions = (config: Config, now: Clock): Reaction[] => [
  ...sharingRoomReactions(config, now),
  ...boardReactions(config),
]
export const sharingTimers = (config: Config, now: Clock): Timer[] => [
  ...sharingRoomTimers(config, now),
  ...personTimers(config.baseUrl, now),
  ...boardTimers(now),
]
