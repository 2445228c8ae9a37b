import { attack } from './attack'
import { csrf } from './csrf'
import { rebinding } from './rebinding'

attack(rebinding)
attack(csrf)
