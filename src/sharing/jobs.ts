// What follows in rooms and about persons, and what the clock does there.
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Timer } from '../platform/jobs.ts'
import { personTimers } from './mine/jobs.ts'
import { sharingRoomReactions, sharingRoomTimers } from './room/jobs.ts'

export const sharingReactions = sharingRoomReactions
export const sharingTimers = (config: Config, now: Clock): Timer[] => [
  ...sharingRoomTimers(config, now),
  ...personTimers(config.baseUrl, now),
]
