// npm run try-image [-- ROOT]: the Dockerfile without a Docker engine. Carries out its steps in a Debian root of debootstrap,
// with the node of this machine as the base image's, then starts what came of it as the compose file would: process 1 of
// namespaces of its own, user 1000, no capabilities, read-only root. Runs the main job over REST, and stops it by SIGTERM.
// Linux, as root; about three minutes and 1.5 GB in a temporary folder.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { check, makeDebianRoot, needDebootstrap, run, until } from './lib/debian-root.mjs'

const project = join(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'millrace-image-'))
const base = join(work, 'base')

try {
  needDebootstrap()
  makeBase()
  const image = build()
  await start(image)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** What `node:22-bookworm-slim` has: Debian, node with npm, user 1000. */
function makeBase() {
  makeDebianRoot(base, process.argv[2])
  const prefix = dirname(
    dirname(execFileSync(process.execPath, ['-p', 'process.execPath'], { encoding: 'utf8' }).trim()),
  )
  mkdirSync(join(base, 'usr/local/lib/node_modules'), { recursive: true })
  cpSync(process.execPath, join(base, 'usr/local/bin/node'))
  cpSync(join(prefix, 'lib/node_modules/npm'), join(base, 'usr/local/lib/node_modules/npm'), { recursive: true })
  run('ln', ['-sf', '../lib/node_modules/npm/bin/npm-cli.js', join(base, 'usr/local/bin/npm')])
}

/** The stages of the Dockerfile, each a copy of the base; the last one with its settings. */
function build() {
  const stages = new Map()
  let stage
  for (const { name, rest } of instructions()) {
    console.log(`${name} ${rest.slice(0, 100)}`)
    switch (name) {
      case 'FROM': {
        const root = join(work, `stage-${stages.size}`)
        run('cp', ['-a', base, root])
        stage = { root, folder: '/', environment: {} }
        stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? 'last', stage)
        break
      }
      case 'WORKDIR':
        stage.folder = rest
        mkdirSync(join(stage.root, rest), { recursive: true })
        break
      case 'COPY':
        copy(stage, rest, stages)
        break
      case 'RUN':
        inRoot(stage, ['sh', '-ec', rest])
        break
      case 'ENV':
        for (const [, key, value] of rest.matchAll(/(\w+)=(\S+)/g)) stage.environment[key] = value
        break
      case 'HEALTHCHECK':
        stage.health = JSON.parse(rest.slice(rest.indexOf('[')))
        break
      case 'ENTRYPOINT':
      case 'CMD':
        stage[name] = JSON.parse(rest)
        break
      case 'USER':
        stage.user = rest
        break
      case 'LABEL':
      case 'VOLUME':
      case 'EXPOSE':
      case 'STOPSIGNAL':
        break
      default:
        throw new Error(`Dockerfile: ${name} is not known here`)
    }
  }
  return stage
}

function instructions() {
  return readFileSync(join(project, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ name: line.split(' ')[0], rest: line.slice(line.indexOf(' ') + 1).trim() }))
}

function copy(stage, rest, stages) {
  const words = rest.split(/\s+/)
  const from = words[0].startsWith('--from=') ? stages.get(words.shift().slice('--from='.length)).root : null
  const target = join(stage.root, stage.folder, words.pop())
  if (words.join() === '.' && from === null) {
    // What git knows and .dockerignore lets through is enough to build from.
    const ignored = readFileSync(join(project, '.dockerignore'), 'utf8')
      .trim()
      .split('\n')
      .filter((line) => !line.includes('*'))
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: project, encoding: 'utf8' })
      .trim()
      .split('\n')
    for (const file of files)
      if (!ignored.some((one) => file === one || file.startsWith(`${one}/`)) && existsSync(join(project, file)))
        cpSync(join(project, file), join(target, file), { recursive: true })
    return
  }
  for (const word of words) run('cp', ['-a', from === null ? join(project, word) : join(from, word), target])
}

/** With the network and the registry of this machine. */
function inRoot({ root, folder, environment }, command) {
  cpSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'), { dereference: true })
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', cwd: project }).trim()
  const certificates = process.env.NODE_EXTRA_CA_CERTS
  if (certificates) cpSync(certificates, join(root, 'tmp/ca.pem'), { dereference: true })
  const proxies = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name)))
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: '/root',
    npm_config_registry: registry,
    ...proxies,
    ...environment,
  }
  if (certificates) env.NODE_EXTRA_CA_CERTS = '/tmp/ca.pem'
  run(
    'unshare',
    [
      '--mount',
      'sh',
      '-ec',
      `mount -t proc proc '${root}/proc'; exec chroot '${root}' sh -ec 'cd "$0" && exec "$@"' "$@"`,
      'sh',
      folder,
      ...command,
    ],
    { env },
  )
}

async function start({ root, folder, environment, user, health, ENTRYPOINT, CMD }) {
  const size = execFileSync('du', ['-sm', join(root, folder)], { encoding: 'utf8' }).split('\t')[0]
  console.log(`${folder}: ${size} MB beside the base image`)
  const data = join(work, 'data')
  mkdirSync(data)
  run('chown', [user, data])
  mkdirSync(join(root, 'data'), { recursive: true })
  const [uid, gid] = user.split(':')
  const script = [
    `mount --bind '${root}' '${root}'`,
    `mount -o remount,ro,bind '${root}'`,
    `mount --bind '${data}' '${root}/data'`,
    `mount -t tmpfs tmpfs '${root}/tmp'`,
    `mount -t proc proc '${root}/proc'`,
    `mount --bind /dev '${root}/dev'`,
    'ip link set lo up',
    `exec chroot '${root}' sh -ec 'cd "$0" && exec setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"' "$@"`,
  ].join('\n')
  // As compose sets it, but that the stream waits to be asked: no broker is here.
  const compose = parse(readFileSync(join(project, 'docker-compose.yml'), 'utf8')).services.millrace.environment
  const settings = { ...environment, ...compose, MILLRACE_PIPELINE_STREAM_AUTO_START: 'false' }
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/home/node', ...settings }
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--net', '--fork', '--kill-child', 'sh', '-ec', script, 'sh', folder, ...ENTRYPOINT, ...CMD],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)))
  const within = (command) =>
    spawnSync('nsenter', ['--target', String(first()), '--net', ...command], { encoding: 'utf8' })
  /** Process 1 of the namespace, seen from outside. */
  const first = () => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0])
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('millrace ready') && resolve())
    void ended.then((code) => reject(new Error(`it ended: ${code}`)))
  })
  const status = readFileSync(`/proc/${first()}/status`, 'utf8')
  check('runs as user 1000 without capabilities', /^Uid:\s+1000/m.test(status) && /^CapBnd:\s+0+$/m.test(status))
  check('is process 1', /^NSpid:\s+\d+\s+1$/m.test(status))
  check(
    'the health check succeeds',
    within(health.map((word) => (word === 'node' ? process.execPath : word))).status === 0,
  )
  const call = (path, body) => {
    const post =
      body === undefined ? [] : ['-X', 'POST', '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)]
    return JSON.parse(within(['curl', '-s', ...post, `http://127.0.0.1:8080${path}`]).stdout)
  }
  call('/stream/start', { source: 'sample', rate: 1000 })
  await until(() => call('/stream/status').totals.rows > 0)
  call('/stream/stop', {})
  const dates = { startDate: '2020-01-01', endDate: '2100-01-01' }
  const { batchId } = call('/batch/run', { ...dates, analysisType: 'full_report' })
  await until(() => ['COMPLETED', 'FAILED'].includes(call(`/batch/status/${batchId}`).status))
  const record = call(`/batch/status/${batchId}`)
  check(`a batch over ${record.rowCount} rows is COMPLETED`, record.status === 'COMPLETED' && record.rowCount > 0)
  const asked = Date.now()
  process.kill(first(), 'SIGTERM')
  const code = await ended
  check(`SIGTERM ends it with ${code} in ${((Date.now() - asked) / 1000).toFixed(1)} s`, code === 0)
}
