import { SampleSeedRequest, SampleState } from '../../../shared/sample'
import type { Engine } from '../../engine-port'
import type { Router } from '../router'

/** Sample rows for a first run without a terminal. */
export function addSampleRoutes(route: Router, { sample }: Engine): void {
  route(
    'post',
    '/sample/seed',
    {
      summary: 'Append sample rows of the days before today, in the background; `sample` events tell how far',
      answer: SampleState,
      status: 202,
      body: SampleSeedRequest.strict(),
      bodyRequired: false,
    },
    ({ body }) => Promise.resolve(sample.start(body)),
  )
  route('get', '/sample', { summary: 'How far the sample rows are', answer: SampleState }, () =>
    Promise.resolve(sample.state),
  )
}
