import { SampleState, type SampleSeedRequest } from '../../../shared/sample'
import { call } from './call'

export const sampleApi = {
  seed: (request: SampleSeedRequest = {}) => call(SampleState, 'POST', '/sample/seed', { body: request }),
}
