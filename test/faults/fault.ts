import { addTrials, type Trials } from '../trials/suite'
import { FAULTS, type FaultName } from './catalog'

export { CANARY_MS, type Rig as FaultRig, type RigOptions } from '../trials/suite'
export type Fault = Trials<FaultName>

/** Registers the trials of a fault and its canaries. */
export function fault(given: Fault): void {
  addTrials('fault', FAULTS[given.name], given)
}
