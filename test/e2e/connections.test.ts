import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { KafkaTest } from '../../src/shared/kafka'
import { KafkaProfile, KafkaProfiles } from '../../src/shared/kafka-profiles'
import { StreamStatus } from '../../src/shared/stream'
import { NO_BROKER } from '../support/broker'
import { NO_OPENSSL } from '../support/certificates'
import { events } from '../support/event-json'
import { CLI, serve, type Served } from '../support/process'
import { makeToken, openSecureBroker, SECRET, type SecureBroker } from '../support/secure-broker'
import { until } from '../support/until'
import { unzip } from '../support/unzip'
import { axeFindings, findChromium, NO_CHROMIUM, openBrowser, openPage } from './support/browser'
import { copied, curl, shell } from './support/copied'

// A broker, a server and a browser, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

const chromiumPath = findChromium()
const missing = chromiumPath === null ? NO_CHROMIUM : (NO_BROKER ?? NO_OPENSSL)
const MESSAGES = 40

describe.skipIf(missing !== null)(
  `connections in the Stream screen${missing === null ? '' : ` (SKIPPED: ${missing})`}`,
  () => {
    let folder: string
    let secure: SecureBroker
    let served: Served
    let browser: Browser

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-e2e-connections-'))
      secure = await openSecureBroker(folder)
      await secure.broker.createTopic('main', 2)
      await secure.broker.produce(
        'main',
        events(MESSAGES).map((value) => ({ value })),
      )
      await writeFile(join(folder, 'token'), makeToken(), { mode: 0o600 })
      served = await serve(
        folder,
        {
          // Nobody is there: what works, works by a saved connection.
          'pipeline.kafka.bootstrap-servers': '127.0.0.1:1',
          'pipeline.kafka.sasl.oauth-command': `cat ${join(folder, 'token')}`,
          'pipeline.kafka.sasl.oauth-servers': secure.at('SASL'),
          'pipeline.stream.trigger-interval': '200ms',
          'pipeline.log.level': 'debug',
          'pipeline.log.file': join(folder, 'log'),
        },
        {},
        CLI,
        'ignore',
      )
      browser = await openBrowser(chromiumPath ?? '')
    }, 240_000)
    afterAll(async () => {
      await browser.close()
      await served.stop()
      await secure.broker.close()
      await rm(folder, { recursive: true, force: true })
    })

    const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
    const password = (page: Page) => page.getByLabel('Password', { exact: true })
    const open = (page: Page, part: string) => page.goto(`${served.address}/#/stream/connections/${part}`)
    const profiles = async () => KafkaProfiles.parse(await served.get('/kafka/profiles'))
    const names = async () => (await profiles()).profiles.map(({ name }) => name)

    /** What stands under a field: its help, or what is wrong with it. */
    async function noteOf(page: Page, control: ReturnType<Page['getByLabel']>): Promise<string> {
      const id = (await control.getAttribute('aria-describedby')) ?? ''
      return id === '' ? '' : page.locator(`[id="${id}"]`).innerText()
    }

    /** Everything of the page that a script of it could read. */
    async function textOf(page: Page): Promise<string> {
      const values = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map(
          ({ value }) => value,
        ),
      )
      const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
      return [await page.content(), ...values, stored, page.url()].join('\n')
    }

    async function fill(page: Page, name: string, typed = SECRET, mechanism = 'SCRAM-SHA-512'): Promise<void> {
      await field(page, 'Name').fill(name)
      await field(page, 'Bootstrap servers').fill(secure.at('SASL'))
      await field(page, 'Topic').fill('main')
      await page.getByText('TLS and SASL', { exact: true }).click()
      await page.getByLabel('Mechanism').selectOption(mechanism)
      await field(page, 'User').fill('alice')
      await password(page).fill(typed)
      await page.locator('input[type=file]').first().setInputFiles(secure.authority)
      await expect.poll(() => field(page, 'Certificate authority').inputValue()).toContain('BEGIN CERTIFICATE')
    }

    test('one is made by clicks, tried before it is saved, used and streamed from; its password is nowhere', async () => {
      const { page, complaints } = await openPage(browser, served.link('stream'))
      await page.getByRole('link', { name: 'Connections', exact: true }).click()
      await page.getByRole('button', { name: 'New connection' }).click()
      await fill(page, 'Staging')
      await page.getByRole('button', { name: 'Test connection' }).click()
      const stages = page.getByRole('list', { name: 'Stages of the test' })
      await expect.poll(() => stages.innerText()).toContain('The first message is a transaction.')
      expect((await profiles()).profiles).toEqual([])

      // Here is no keychain: it is asked whether plain text is agreed to.
      const agree = page.getByRole('checkbox', { name: /plain text/ })
      await page.getByRole('button', { name: 'Save connection' }).click()
      await expect.poll(() => agree.getAttribute('aria-invalid')).toBe('true')
      expect(await axeFindings(page)).toEqual([])
      await agree.check()
      await page.getByRole('button', { name: 'Save connection' }).click()
      await page.getByText('Staging was saved').waitFor()
      await page.getByText('Set; kept in plain text in a file of mode 0600.').waitFor()
      expect(await textOf(page)).not.toContain(SECRET)
      expect(await axeFindings(page)).toEqual([])

      await page.getByRole('button', { name: 'Use this connection' }).click()
      await page.getByText('Staging is in use').waitFor()
      await page.getByRole('button', { name: 'Start stream…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Start stream' })
      await dialog.getByText(`Staging (${secure.at('SASL')}) where nothing is typed`).waitFor()
      await dialog.getByText('Earliest', { exact: true }).click()
      await dialog.getByRole('button', { name: 'Start stream' }).click()
      await until(
        async () => StreamStatus.parse(await served.get('/stream/status')),
        ({ totals }) => totals.rows === MESSAGES,
      )
      await page.reload()
      await page.getByRole('link', { name: 'Topics', exact: true }).click()
      await page
        .getByRole('grid', { name: 'Topics' })
        .getByRole('row', { name: /^main ours / })
        .waitFor()
      const told = [
        await served.get('/config'),
        await served.get('/kafka/profiles'),
        await served.get('/stream/status'),
      ]
      expect(JSON.stringify(told)).not.toContain(SECRET)
      const bundle = await fetch(`${served.address}/support/bundle`)
      for (const [name, content] of unzip(Buffer.from(await bundle.arrayBuffer())))
        expect(String(content), name).not.toContain(SECRET)
      expect(await readFile(join(folder, 'log'), 'utf8')).not.toContain(SECRET)
      expect(complaints).toEqual([])
      await page.close()
    })

    test('the lines that are copied of it hold no secret, and take it from the environment', async () => {
      const { page } = await openPage(browser, served.link(), { clipboard: true })
      await open(page, 'new')
      await fill(page, 'Copied', SECRET)
      await page.getByRole('checkbox', { name: /plain text/ }).check()
      const create = await copied(page, 'curl', '.connection-form')
      const tryNew = await copied(page, 'curl', '.g-connections')
      expect(create + tryNew).not.toContain(SECRET)
      expect(spawnSync('sh', ['-c', create], { encoding: 'utf8' }).stderr).toContain('KAFKA_PASSWORD')
      expect(await names()).not.toContain('Copied')
      const environment = { KAFKA_PASSWORD: SECRET }
      expect(KafkaTest.parse(curl(tryNew, { environment })).ok).toBe(true)
      const { id } = KafkaProfile.parse(curl(create, { environment }))

      // It was made elsewhere.
      await page.reload()
      await open(page, id)
      await page.getByRole('button', { name: 'Password: replace' }).waitFor()
      // With the secret that is stored.
      expect(KafkaTest.parse(curl(await copied(page, 'curl', '.g-connections'))).ok).toBe(true)
      await field(page, 'Topic').fill('other')
      await page.getByRole('button', { name: 'Discard changes' }).waitFor()
      expect(KafkaProfile.parse(curl(await copied(page, 'curl', '.connection-form'))).topic).toBe('other')
      await page.getByRole('button', { name: 'Discard changes' }).click()
      await page.getByRole('button', { name: 'Delete…' }).click()
      shell(await copied(page, 'curl', '[role="alertdialog"]'))
      expect(await names()).not.toContain('Copied')
      await page.close()
    })

    test('a wrong password, an expired certificate, a wrong host name: each stands beside its field, with its fix', async () => {
      const { page } = await openPage(browser, served.link())
      await open(page, 'new')
      const wrong = `${SECRET}-wrong`
      await fill(page, 'Wrong', wrong)
      const tryIt = page.getByRole('button', { name: 'Test connection' })
      await tryIt.click()
      await expect
        .poll(() => noteOf(page, password(page)))
        .toBe('It refused the password of alice. Set the right user and password.')
      expect(await password(page).getAttribute('aria-invalid')).toBe('true')
      expect(await axeFindings(page)).toEqual([])

      const servers = field(page, 'Bootstrap servers')
      for (const [listener, words] of [
        ['EXPIRED', /^Its certificate has expired\. It was valid until .* UTC\. Renew the broker's certificate\./],
        ['STRANGER', /^The certificate is for kafka\.example, not for 127\.0\.0\.1\. Use a name of the certificate/],
      ] as const) {
        await servers.fill(secure.at(listener))
        // It goes away while somebody types.
        await expect.poll(() => password(page).getAttribute('aria-invalid')).toBeNull()
        await expect.poll(() => servers.getAttribute('aria-invalid')).toBeNull()
        await tryIt.click()
        await expect.poll(() => noteOf(page, servers)).toMatch(words)
        await page.getByText('Stopped at stage 3 of 6.').waitFor()
      }
      await servers.fill(secure.at('SASL'))
      await field(page, 'Certificate authority').fill(await readFile(secure.stranger, 'utf8'))
      await tryIt.click()
      await expect
        .poll(() => noteOf(page, field(page, 'Certificate authority')))
        .toMatch(/^Its certificate comes from an authority that is not trusted here\..* Set the certificate authority/)
      await page.getByText('SASL only', { exact: true }).click()
      await servers.fill(secure.at('CLEAR'))
      await field(page, 'Topic').fill('nowhere')
      await password(page).fill(SECRET)
      await tryIt.click()
      await expect.poll(() => noteOf(page, field(page, 'Topic'))).toContain('no topic nowhere')

      // What is wrong as it is typed is not tried at all.
      await servers.fill('nowhere')
      await tryIt.click()
      await expect.poll(() => noteOf(page, servers)).toContain('nowhere is not host:port')
      // What was typed is still there after a look at another screen.
      await page.getByRole('link', { name: 'Live', exact: true }).click()
      await page.getByRole('link', { name: 'Connections', exact: true }).click()
      await page.getByRole('link', { name: 'New connection Not saved yet' }).click()
      // Until it is there, the form of the connection in use still stands in its place.
      await expect.poll(() => servers.inputValue()).toBe('nowhere')
      expect(await password(page).inputValue()).toBe(SECRET)
      await page.getByRole('button', { name: 'Discard changes' }).click()
      await expect.poll(() => field(page, 'Name').inputValue()).toBe('')
      expect(await readFile(join(folder, 'log'), 'utf8')).not.toContain(wrong)
      await page.close()
    })

    test('a stored password is tried and kept without being seen, and goes to no other server', async () => {
      await served.post('/kafka/profiles', {
        name: 'Kept',
        topic: 'main',
        bootstrapServers: [secure.at('SASL')],
        security: { protocol: 'SASL_SSL', ca: await readFile(secure.authority, 'utf8') },
        sasl: { mechanism: 'PLAIN', username: 'alice', password: SECRET },
        allowPlainText: true,
      })
      const { page } = await openPage(browser, served.link('stream/connections'))
      await page.getByRole('link', { name: /^Kept / }).click()
      const replace = page.getByRole('button', { name: 'Password: replace' })
      await replace.waitFor()
      await field(page, 'Name').fill('Renamed')
      await page.getByRole('button', { name: 'Test connection' }).click()
      const stages = page.getByRole('list', { name: 'Stages of the test' })
      await expect.poll(() => stages.innerText()).toContain('The first message is a transaction.')

      await field(page, 'Bootstrap servers').fill('thief.test:9093')
      await page.getByRole('button', { name: 'Save connection' }).click()
      await expect.poll(() => noteOf(page, password(page))).toContain('the stored one is not sent elsewhere')
      await field(page, 'Bootstrap servers').fill(secure.at('SASL'))
      await page.getByRole('button', { name: 'Save connection' }).click()
      await page.getByText('Renamed was saved').waitFor()

      await replace.click()
      await password(page).fill('another')
      await page.getByRole('button', { name: 'Password: keep the stored one' }).click()
      await replace.waitFor()
      await page.getByText('Changes are not saved').waitFor({ state: 'detached' })
      expect(await textOf(page)).not.toContain(SECRET)
      await page.close()
    })

    test('a token of the configured command signs in, and goes to no server that the configuration does not name', async () => {
      const { page } = await openPage(browser, served.link())
      await open(page, 'new')
      await fill(page, 'Tokens')
      await page.getByLabel('Mechanism').selectOption('OAUTHBEARER')
      await password(page).waitFor({ state: 'detached' })
      await page.getByText(/which is set\. It is sent to bootstrap-servers and oauth-servers/).waitFor()
      expect(await axeFindings(page)).toEqual([])
      const tryIt = page.getByRole('button', { name: 'Test connection' })
      await tryIt.click()
      const stages = page.getByRole('list', { name: 'Stages of the test' })
      await expect.poll(() => stages.innerText()).toContain('Signed in by OAUTHBEARER.')
      const servers = field(page, 'Bootstrap servers')
      await servers.fill(secure.at('EXPIRED'))
      await tryIt.click()
      await expect.poll(() => noteOf(page, servers)).toContain('may not be sent tokens')
      await page.getByRole('button', { name: 'Discard changes' }).click()
      await page.close()
    })

    test('a client certificate is asked for, given from files, and its key never comes back', async () => {
      const { page } = await openPage(browser, served.link())
      await open(page, 'new')
      await field(page, 'Name').fill('Certified')
      await field(page, 'Bootstrap servers').fill(secure.at('MUTUAL', 'localhost'))
      await field(page, 'Topic').fill('main')
      await page.getByText('TLS', { exact: true }).first().click()
      const files = page.locator('input[type=file]')
      await files.nth(0).setInputFiles(secure.authority)
      await expect.poll(() => field(page, 'Certificate authority').inputValue()).toContain('BEGIN CERTIFICATE')
      const tryIt = page.getByRole('button', { name: 'Test connection' })
      await tryIt.click()
      await expect
        .poll(() => noteOf(page, field(page, 'Client certificate')))
        .toBe(
          'It asks for a client certificate that it trusts. Set client certificate and key to one that its authority has signed.',
        )
      await files.nth(1).setInputFiles(secure.client.cert)
      await page.getByRole('button', { name: 'Save connection' }).click()
      await expect.poll(() => noteOf(page, field(page, 'Client key'))).toBe('Give the key of this certificate, too.')
      await files.nth(2).setInputFiles(secure.client.key)
      await page.getByRole('checkbox', { name: /plain text/ }).check()
      await page.getByRole('button', { name: 'Save connection' }).click()
      await page.getByText('Certified was saved').waitFor()
      await page.getByRole('button', { name: 'Client key: replace' }).waitFor()
      const line = (await readFile(secure.client.key, 'utf8')).split('\n')[1] ?? ''
      expect(line).toHaveLength(64)
      expect(await textOf(page)).not.toContain(line)
      await tryIt.click()
      const stages = page.getByRole('list', { name: 'Stages of the test' })
      await expect.poll(() => stages.innerText()).toContain('The first message is a transaction.')
      await page.close()
    })

    test('by keyboard: a running stream is stopped before another is used, and a deletion is asked for', async () => {
      await served.post('/kafka/profiles', { name: 'Other', bootstrapServers: [secure.broker.bootstrapServers] })
      const { page } = await openPage(browser, served.link('stream/connections'))
      await until(
        async () => StreamStatus.parse(await served.get('/stream/status')),
        ({ active }) => active,
      )
      await page.getByRole('link', { name: /^Other / }).press('Enter')
      await page.getByRole('button', { name: 'Use this connection' }).press('Enter')
      const dialog = page.getByRole('alertdialog', { name: 'Stop the stream and use Other?' })
      await dialog.getByText(/The stream reads main now/).waitFor()
      expect(await axeFindings(page)).toEqual([])
      // The safe choice has the focus.
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      expect(StreamStatus.parse(await served.get('/stream/status')).active).toBe(true)
      await page.getByRole('button', { name: 'Use this connection' }).press('Enter')
      await dialog.getByRole('button', { name: 'Stop and use it' }).press('Enter')
      await page.getByText('Other is in use').waitFor()
      const other = (await profiles()).profiles.find(({ name }) => name === 'Other')
      expect(other?.inUse).toBe(true)
      expect(StreamStatus.parse(await served.get('/stream/status')).active).toBe(false)

      await page.getByRole('link', { name: /^Configuration / }).press('Enter')
      await page.getByRole('button', { name: 'Use this connection' }).press('Enter')
      await page.getByText('Configuration is in use').waitFor()
      await page.getByRole('link', { name: /^Other / }).press('Enter')
      await page.getByRole('button', { name: 'Delete…' }).press('Enter')
      const deletion = page.getByRole('alertdialog', { name: 'Delete Other?' })
      await deletion.waitFor()
      expect(await axeFindings(page)).toEqual([])
      await deletion.getByRole('button', { name: 'Delete connection' }).press('Enter')
      await page.getByText('Other was deleted').waitFor()
      expect(await names()).not.toContain('Other')
      await page.close()
    })
  },
)
