import { activity } from './activity'
import { batch } from './batch'
import { common } from './common'
import { connections } from './connections'
import { deadLetters } from './dead-letters'
import { desktop } from '../../../shared/desktop-words'
import { kafka } from './kafka'
import { lake } from './lake'
import { overview } from './overview'
import { reports } from './reports'
import { results } from './results'
import { settings } from './settings'
import { shell } from './shell'
import { stream } from './stream'

/** Every word on screen, one file an area. A sentence with a number is a function. */
export const text = {
  activity,
  batch,
  common,
  connections,
  deadLetters,
  desktop,
  kafka,
  lake,
  overview,
  reports,
  results,
  settings,
  shell,
  stream,
} as const
