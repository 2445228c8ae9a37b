import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { trim } from '../../faults/lost-data'
import type { TestBroker } from '../../support/broker'
import { events } from '../../support/event-json'
import { NO_BROKER_THERE } from './app'

export const TOPIC = 'orders'
const OTHER_TOPIC = 'logins'
const MESSAGES = 60
const SKIPPED = 8

/** Called where the page shows something of its own: `what` names it. */
export type Look = (what: string) => Promise<void>
const PASS_BY: Look = () => Promise.resolve()

/** What a broker has before the walk; nothing of it is of the configuration. */
export async function fillBroker(broker: TestBroker): Promise<void> {
  await broker.createTopic(TOPIC, 2)
  await broker.createTopic(OTHER_TOPIC, 1)
  await send(broker, MESSAGES)
  await broker.produce(OTHER_TOPIC, [{ value: '{"user":"alice","at":"2026-01-31"}' }])
}

async function send(broker: TestBroker, count: number): Promise<void> {
  await broker.produce(
    TOPIC,
    events(count).map((value, index) => ({ value, partition: index % 2 })),
  )
}

/** From Overview of an empty lake to a running stream, past everything that can be wrong on the way. */
export async function connectByClicks(page: Page, broker: TestBroker, look = PASS_BY): Promise<void> {
  await page.getByRole('button', { name: 'Connect to Kafka' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start stream' })
  const servers = dialog.getByLabel('Bootstrap servers')
  const topic = dialog.getByLabel('Topic')
  const stages = dialog.getByRole('list', { name: 'Stages of the test' })

  async function tryWith(address: string, name: string): Promise<void> {
    await servers.fill(address)
    await topic.fill(name)
    await dialog.getByRole('button', { name: 'Test connection' }).click()
  }

  await tryWith('localhost', TOPIC)
  await dialog.getByText('localhost is not host:port, like broker-1.orders.test:9093.').waitFor()
  await tryWith('no-such-broker.invalid:9092', TOPIC)
  await expectStage(stages, 'DNS', /No address for no-such-broker\.invalid\./, /Check the spelling/)
  await expectNote(dialog, servers, /No address for no-such-broker\.invalid\./)
  await look('a host that nobody knows')
  await tryWith(NO_BROKER_THERE, TOPIC)
  await expectStage(stages, 'TCP', /connection refused/, /Is the broker running/)
  await tryWith(broker.bootstrapServers, 'no-such-topic')
  await expectStage(stages, 'Topic', /has no topic no-such-topic/, /Check its spelling, or start anyway/)
  await expectNote(dialog, topic, /has no topic no-such-topic/)
  await tryWith(broker.bootstrapServers, OTHER_TOPIC)
  await expectStage(stages, 'Decode', /The first message is not a transaction/, /Choose another topic/)
  await tryWith(broker.bootstrapServers, TOPIC)
  await dialog.getByText('Nothing is in the way.').waitFor()
  await look('a connection that works')
  await dialog.getByText('Earliest', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Start stream' }).click()
  await page.getByRole('button', { name: 'Stop stream' }).waitFor()
  // What was typed is a connection now, and named in the rail.
  await page.locator('.rail .who').getByText(broker.bootstrapServers).waitFor()
  await expectOffsets(page, MESSAGES)
}

export async function stopAndStart(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Stop stream' }).click()
  await expect.poll(() => page.locator('.health .word').innerText()).toBe('Stopped')
  await page.getByRole('button', { name: 'Start stream…' }).click()
  // The connection knows the topic that it was made with.
  await page.getByRole('dialog', { name: 'Start stream' }).getByRole('button', { name: 'Start stream' }).click()
  await page.getByText('Resumed after the last committed offset of 2 partitions.').waitFor()
  await page.getByRole('button', { name: 'Stop stream' }).waitFor()
}

/** A topic that is not there yet is waited for; a button leads to another one. */
export async function waitForTopic(page: Page, look = PASS_BY): Promise<void> {
  await page.getByRole('button', { name: 'Stop stream' }).click()
  await page.getByRole('button', { name: 'Start stream…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start stream' })
  await dialog.getByLabel('Topic').fill('orders-of-tomorrow')
  await dialog.getByRole('button', { name: 'Start stream' }).click()
  await expect.poll(() => page.locator('.health .word').innerText()).toBe('Waiting')
  const notice = page.locator('main .notice')
  await notice.getByText('Topic orders-of-tomorrow does not exist yet.').waitFor()
  await look('a topic that is not there yet')
  await notice.getByRole('button', { name: 'Stop and read another topic…' }).click()
  await dialog.getByRole('button', { name: 'Start stream' }).click()
  await page.getByText('Resumed after the last committed offset of 2 partitions.').first().waitFor()
  await expect.poll(() => notice.count()).toBe(0)
}

/** The broker is killed and comes back while the window shows it. */
export async function loseBroker(page: Page, broker: TestBroker, look = PASS_BY): Promise<void> {
  await broker.outage(async () => {
    await expect.poll(() => page.locator('.health .word').innerText()).toBe('Reconnecting')
    const notice = page.locator('main .notice')
    await notice.getByText('The stream goes on by itself.').waitFor()
    await notice.getByRole('button', { name: 'Test connection' }).waitFor()
    await look('a broker that is gone')
  })
  await broker.refresh()
  await send(broker, MESSAGES)
  await expectOffsets(page, 2 * MESSAGES + SKIPPED)
  await expect.poll(() => page.locator('main .notice').count()).toBe(0)
}

/** Retention removes what was not read yet: the stream stops, says what is gone, and goes on by its button. */
export async function goOnOverLoss(page: Page, broker: TestBroker, look = PASS_BY): Promise<void> {
  await page.getByRole('button', { name: 'Stop stream' }).click()
  await page.getByRole('button', { name: 'Start stream…' }).waitFor()
  await send(broker, MESSAGES)
  const lost = 20
  const from = MESSAGES + SKIPPED / 2
  await trim(broker, TOPIC, from + lost)
  await page.getByRole('button', { name: 'Start stream…' }).click()
  // The connection knows the topic that it was made with.
  await page.getByRole('dialog', { name: 'Start stream' }).getByRole('button', { name: 'Start stream' }).click()
  await expect.poll(() => page.locator('.health .word').innerText()).toBe('Failed')
  await page.locator('.strip').getByText(`${lost} lost`).waitFor()
  const notice = page.locator('main .notice')
  await notice.getByText(`partition 0 no longer holds offsets ${from} to ${from + lost - 1}`).waitFor()
  await look('lost messages')
  await notice.getByRole('button', { name: 'Go on without them…' }).click()
  const ask = page.getByRole('alertdialog', { name: `Go on without ${lost} messages?` })
  // The safe choice has the focus, and changes nothing.
  await expect
    .poll(() => ask.getByRole('button', { name: 'Stay stopped' }).evaluate((one) => one.matches(':focus')))
    .toBe(true)
  await look('whether to go on')
  await page.keyboard.press('Enter')
  await ask.waitFor({ state: 'hidden' })
  await notice.getByRole('button', { name: 'Go on without them…' }).click()
  await ask.getByRole('button', { name: 'Go on', exact: true }).click()
  await page.getByRole('button', { name: 'Stop stream' }).waitFor()
  await expectOffsets(page, 3 * MESSAGES + SKIPPED)
  await page.locator('.rail').getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('region', { name: 'Exactly-once check' }).getByText('All agree').waitFor()
}

/** Forward on purpose, past what came while it was stopped. */
export async function skipForward(page: Page, broker: TestBroker, look = PASS_BY): Promise<void> {
  await page.getByRole('button', { name: 'Stop stream' }).click()
  await page.getByRole('button', { name: 'Start stream…' }).waitFor()
  await send(broker, SKIPPED)
  await page.evaluate((topic) => (location.hash = `#/stream/skip?topic=${topic}`), TOPIC)
  const dialog = page.getByRole('dialog', { name: 'Restart from a later message' })
  await dialog.getByText('Time', { exact: true }).click()
  await dialog.getByLabel('First message at or after, UTC').fill('yesterday')
  await dialog.getByRole('button', { name: 'Stop and restart' }).click()
  await dialog.getByText('This is not a UTC time.').waitFor()
  await look('a time that is none')
  await dialog.getByText('Latest', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Stop and restart' }).click()
  await page.getByText(`Skipped ${SKIPPED} offsets.`).first().waitFor()
  await page.getByRole('button', { name: 'Stop stream' }).waitFor()
  await expectOffsets(page, MESSAGES + SKIPPED)
  // Of a running one, a button opens it; what is safe has the focus.
  await page.getByRole('button', { name: 'Restart from…' }).click()
  const keep = dialog.getByRole('button', { name: 'Keep reading all' })
  await expect.poll(() => keep.evaluate((one) => one.matches(':focus'))).toBe(true)
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
}

/** The table of partitions, in sum. */
async function expectOffsets(page: Page, messages: number): Promise<void> {
  const sum = page.getByRole('region', { name: 'Partitions' }).locator('tfoot td').first()
  await expect.poll(() => sum.innerText()).toBe(String(messages))
}

async function expectStage(stages: Locator, name: string, message: RegExp, fix: RegExp): Promise<void> {
  const stage = stages.getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) })
  await stage.getByText(message).waitFor()
  await stage.getByText(fix).waitFor()
}

/** What stands under a field. */
async function expectNote(dialog: Locator, field: Locator, note: RegExp): Promise<void> {
  const id = (await field.getAttribute('aria-describedby')) ?? ''
  await expect.poll(() => dialog.locator(`[id="${id}"]`).innerText()).toMatch(note)
}
