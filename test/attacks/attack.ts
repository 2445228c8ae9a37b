import { addTrials, type Trials } from '../trials/suite'
import { ATTACKS, type AttackName } from './catalog'

export type { Rig, RigOptions } from '../trials/suite'
export type Attack = Trials<AttackName>

/** Registers the trials of an attack and its canaries. */
export function attack(given: Attack): void {
  addTrials('attack', ATTACKS[given.name], given)
}
