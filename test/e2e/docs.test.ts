import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeApp } from './support/app'
import { axeOf } from './support/browser'

describeApp('the page of /docs', {}, (app) => {
  test('it lists every route, and asks nobody but our own address', async () => {
    const { page, complaints } = await app.open('about:blank')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const answer = await page.goto(`${app.address}/docs`)
    expect(answer?.headers()['content-security-policy']).toContain("script-src 'self'")
    await page.getByRole('heading', { level: 1 }).waitFor()
    const { paths } = (await app.get('/openapi.json')) as { paths: Record<string, Record<string, unknown>> }
    const routes = Object.values(paths).flatMap((methods) => Object.keys(methods)).length
    await expect.poll(() => page.locator('details').count()).toBe(routes)
    await page.locator('#getHealth summary').click()
    await page.getByRole('button', { name: 'Send GET' }).click()
    await page.getByRole('group', { name: 'Answer', exact: true }).waitFor()
    expect(asked.length).toBeGreaterThan(3)
    for (const url of asked) expect(url.startsWith(`${app.address}/`), url).toBe(true)
    expect(complaints).toEqual([])
  })

  test('a GET shows its answer and its curl line, a wrong POST its error', async () => {
    const { page } = await app.open('/docs')
    await page.getByLabel('Find a route').fill('batch list')
    const list = page.locator('#getBatchList')
    await list.waitFor()
    await expect.poll(() => page.locator('details:visible').count()).toBe(1)
    await list.locator('summary').click()
    await list.getByLabel('limit').fill('5')
    await list.getByRole('button', { name: 'Send GET' }).click()
    const request = list.getByRole('group', { name: 'Request' })
    await expect.poll(() => request.innerText()).toBe(`curl -s '${app.address}/batch/list?limit=5'`)
    const answer = list.getByRole('group', { name: 'Answer', exact: true })
    expect(JSON.parse(await answer.innerText())).toEqual({ total: 0, returned: 0, batches: [] })

    await page.getByLabel('Find a route').fill('POST /batch/run')
    const run = page.locator('#postBatchRun')
    await run.locator('summary').click()
    await expect.poll(() => run.getByLabel('Body').inputValue()).toContain('"analysisType"')
    await run.getByLabel('Body').fill('{"startDate": "x"}')
    await run.getByRole('button', { name: 'Send POST' }).click()
    await run.getByRole('heading', { name: /^400 Bad Request/ }).waitFor()
    await expect
      .poll(() => run.getByRole('group', { name: 'Answer', exact: true }).innerText())
      .toContain('INVALID_REQUEST')
  })

  test('where a token is asked for, the page opens and asks for it', async () => {
    const guarded = await app.another({ 'pipeline.http.require-token': 'true' })
    const { page } = await app.open('/docs', { from: guarded })
    await page.getByRole('alert').getByText('Give the token of the state folder.').waitFor()
    await page.getByLabel('Token').fill((await readFile(join(guarded.folder, 'delta/.millrace/token'), 'utf8')).trim())
    await page.getByLabel('Token').press('Tab')
    await page.locator('#getHealth summary').click()
    await page.getByRole('button', { name: 'Send GET' }).click()
    await page.getByRole('heading', { name: /^200 OK/ }).waitFor()
  })

  test.each(['light', 'dark'] as const)('anybody can use it, %s', async (theme) => {
    const { page } = await app.open('/docs', { theme, width: 900 })
    await page.locator('#getStreamStatus summary').click()
    await page.locator('#getBatchList summary').click()
    await page.locator('#deleteBatchById summary').click()
    await page.locator('#getStreamStatus').getByRole('button').click()
    await page.getByRole('group', { name: 'Headers of the answer' }).waitFor()
    const { violations } = await axeOf(page).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  })
})
