import { afterAll, beforeAll } from 'vitest'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { brokerRestart } from './broker-restart'
import { fault, type Fault } from './fault'
import { killNine } from './kill-9'
import { partitionsAdded, retention, topicRecreated } from './lost-data'
import { rebalance } from './rebalance'
import { soak } from './soak'
import { unreadableBatch } from './unreadable-batch'

let opened: TestBroker | null = null

beforeAll(async () => {
  if (NO_BROKER === null) opened = await openBroker()
})
afterAll(() => opened?.close())

function broker(): TestBroker {
  if (opened === null) throw new Error('there is no broker')
  return opened
}

function onBroker(make: (broker: () => TestBroker) => Fault): void {
  const made = make(broker)
  fault({ ...made, missing: () => NO_BROKER ?? made.missing?.() ?? null })
}

onBroker(killNine)
onBroker(brokerRestart)
onBroker(rebalance)
onBroker(retention)
onBroker(topicRecreated)
onBroker(partitionsAdded)
onBroker(unreadableBatch)
onBroker(soak)
