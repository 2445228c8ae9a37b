import { attack } from './attack'
import { clients } from './clients'

attack(clients)
