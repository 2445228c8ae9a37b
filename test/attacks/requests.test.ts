import { attack } from './attack'
import { injection } from './injection'
import { traversal } from './traversal'

attack(traversal)
attack(injection)
