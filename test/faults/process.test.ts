import { commitSteps } from './commit-steps'
import { concurrentWriters } from './concurrent-writers'
import { fault } from './fault'
import { registryKill } from './registry-kill'
import { workerKill } from './worker-kill'

fault(commitSteps)
fault(concurrentWriters)
fault(workerKill)
fault(registryKill)
