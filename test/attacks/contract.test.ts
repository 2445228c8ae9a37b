import { attack } from './attack'
import { contract } from './contract'

attack(contract)
