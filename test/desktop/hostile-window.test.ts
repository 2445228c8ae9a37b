import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { REQUEST_CHANNELS } from '../../src/shared/channels'
import { LINKS } from '../../src/shared/window'
import { attack, type Rig, type RigOptions } from '../attacks/attack'
import { WITHOUT } from '../attacks/guards'
import { bundleWindow } from '../support/bundle'
import type { Random } from '../support/random'
import { randomMessage, type Message } from './support/hostile-messages'
import { ask, newFolder, NO_WINDOW, openDisplay, ROOT, startWindow } from './support/window'
import { PATIENCE_MS } from '../support/until'

/** Messages of one trial, all of them on their way at once. */
const CHUNK = 250
const LISTED: ReadonlySet<string> = new Set(Object.values(LINKS))
const MAY_TOUCH: ReadonlySet<string> = new Set([REQUEST_CHANNELS.openLink, REQUEST_CHANNELS.save])
/** Pages that send; each can send on every channel, as if it had broken out of its sandbox. Only the first is ours. */
const SENDERS = [
  { name: 'a page of our origin', address: 'app://millrace/nothing', own: true },
  { name: 'a frame in it', address: 'app://millrace/nothing', own: false },
  { name: 'another host of our scheme', address: 'app://other/', own: false },
  { name: 'a blank page', address: 'about:blank', own: false },
  { name: 'a page without an origin', address: 'data:text/html,<p>hello', own: false },
] as const

interface Sender {
  readonly name: string
  readonly own: boolean
  readonly page: Page
}

attack({
  name: 'hostile-window',
  canaries: [
    {
      guard: 'the schema of each channel',
      mutations: WITHOUT.channelSchemas,
      trials: 2,
      says: /was answered/,
    },
    { guard: 'the check of who asks', mutations: WITHOUT.sender, trials: 4, says: /was answered/ },
  ],
  missing: () => NO_WINDOW,
  note: () => `from ${SENDERS.map(({ name }) => name).join(', ')}`,
  open,
})

async function open({ mutations }: RigOptions): Promise<Rig> {
  const display = await openDisplay()
  const folder = await newFolder()
  const program = mutations.length === 0 ? null : await bundleWindow(mutations)
  const started = await startWindow({
    display,
    folder: folder.path,
    ...(program === null ? {} : { main: program.script }),
  })
  const { app } = started
  const outcomes = { refused: 0, answered: 0 }
  /** By chance a message is one that may open a link of the list, or ask where to save. */
  let rightful = 0

  async function close(): Promise<void> {
    await started.kill()
    await display.close()
    await folder.remove()
    await program?.remove()
  }

  async function openSender({ name, address, own }: (typeof SENDERS)[number]): Promise<Sender> {
    const opened = app.waitForEvent('window', { timeout: PATIENCE_MS })
    await app.evaluate(
      async ({ BrowserWindow }, { preload, url }) => {
        const other = new BrowserWindow({
          show: false,
          webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegrationInSubFrames: true },
        })
        await other.loadURL(url).catch(() => undefined)
      },
      { preload: join(ROOT, 'test/desktop/support/hostile-preload.cjs'), url: address },
    )
    const page = await opened
    if (name === 'a frame in it')
      await page.evaluate(async () => {
        const frame = document.createElement('iframe')
        frame.srcdoc = '<p>hello'
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
        document.documentElement.append(frame)
        await loaded
      })
    return { name, own, page }
  }

  /** What became of each message: refused, or answered. */
  function send({ page, name }: Sender, messages: readonly Message[]) {
    return page.evaluate(
      async ({ all, inFrame }) => {
        interface Hostile {
          invoke(channel: string, ...args: unknown[]): Promise<unknown>
          send(channel: string, ...args: unknown[]): void
        }
        const from = (inFrame ? window.frames[0] : window) as unknown as { readonly hostile: Hostile }
        return Promise.all(
          all.map(async ({ channel, json, odd }) => {
            const input: unknown = json === null ? odd : JSON.parse(json)
            try {
              from.hostile.send(channel, input)
              return { outcome: 'answered', words: JSON.stringify((await from.hostile.invoke(channel, input)) ?? null) }
            } catch (error) {
              return { outcome: 'refused', words: String(error) }
            }
          }),
        )
      },
      { all: messages, inFrame: name === 'a frame in it' },
    )
  }

  try {
    await app.evaluate(({ shell, dialog }) => {
      const touched: string[] = []
      Object.assign(globalThis, { touched })
      shell.openExternal = (address) => {
        touched.push(address)
        return Promise.resolve()
      }
      dialog.showSaveDialog = () => {
        touched.push('dialog')
        return Promise.resolve({ canceled: true, filePath: '' })
      }
    })
    const senders: Sender[] = []
    for (const sender of SENDERS) senders.push(await openSender(sender))

    return {
      async trial(random: Random, index: number) {
        // Every second trial is of our own page: the others are refused whatever they say.
        const sender = senders[index % 2 === 0 ? 0 : 1 + (Math.floor(index / 2) % (senders.length - 1))]
        if (sender === undefined) throw new Error('no sender')
        const messages = Array.from({ length: CHUNK }, () => randomMessage(random))
        for (const [at, { outcome, words }] of (await send(sender, messages)).entries()) {
          const message = messages[at]
          const expected = sender.own ? message?.expected : 'refused'
          const what = `${inspect(message)} of ${sender.name} was ${outcome}: ${words.slice(0, 300)}`
          expect(outcome, what).toBe(expected)
          if (outcome === 'refused') expect(words.includes(ROOT), `${what}: it tells of our folders`).toBe(false)
          if (expected === 'answered' && MAY_TOUCH.has(message?.channel ?? '')) rightful++
          outcomes[outcome === 'refused' ? 'refused' : 'answered']++
        }
        return CHUNK
      },
      async finish() {
        const sent = outcomes.refused + outcomes.answered
        expect(outcomes.refused).toBeGreaterThan(sent / 4)
        expect(outcomes.answered).toBeGreaterThan(sent / 100)
        const after = await app.evaluate(({ BrowserWindow }) => ({
          touched: (globalThis as unknown as { touched: string[] }).touched,
          polluted: 'path' in {} || 'id' in {} || 'theme' in {},
          crashed: BrowserWindow.getAllWindows().filter((one) => one.webContents.isCrashed()).length,
          windows: BrowserWindow.getAllWindows().length,
        }))
        expect(after).toMatchObject({ polluted: false, crashed: 0, windows: 1 + SENDERS.length })
        expect(after.touched).toHaveLength(rightful)
        expect(after.touched.filter((one) => one !== 'dialog' && !LISTED.has(one))).toEqual([])
        expect(await ask(started.page, 'health', {})).toMatchObject({ status: 200 })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
