import { diskFull } from './disk-full'
import { fault } from './fault'
import { fsyncError } from './fsync-error'
import { powerCut } from './power-cut'

fault(powerCut)
fault(fsyncError)
fault(diskFull)
