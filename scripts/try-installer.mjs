// npm run try-installer [-- ROOT]: builds .deb and .tar.gz, installs the .deb with apt in a clean Debian root of debootstrap,
// starts it there as user 1000 under Xvfb, Chromium's sandbox on, runs the main job over REST (the fuses rightly keep an
// inspector out), looks at fuses and files, compares them with those of the .tar.gz, and removes it again. Linux, as root;
// about five minutes and 3 GB.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { check, makeDebianRoot, needDebootstrap, run, until } from './lib/debian-root.mjs'

const require = createRequire(import.meta.url)
const project = join(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'millrace-installer-'))
const root = join(work, 'root')
const APP = 'opt/Millrace'
const FUSES = {
  RunAsNode: 'Disabled',
  EnableCookieEncryption: 'Enabled',
  EnableNodeOptionsEnvironmentVariable: 'Disabled',
  EnableNodeCliInspectArguments: 'Disabled',
  EnableEmbeddedAsarIntegrityValidation: 'Enabled',
  OnlyLoadAppFromAsar: 'Enabled',
}
const inRoot = (script) =>
  run(
    'unshare',
    [
      '--mount',
      'sh',
      '-ec',
      `mount -t proc proc '${root}/proc'; mount --bind /dev '${root}/dev'; exec chroot '${root}' sh -ec "$0"`,
      script,
    ],
    {
      env: {
        ...process.env,
        PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
        HOME: '/root',
        DEBIAN_FRONTEND: 'noninteractive',
        LC_ALL: 'C',
      },
    },
  )

try {
  needDebootstrap()
  console.log('npm run package: deb, tar.gz')
  run(
    process.execPath,
    [join(project, 'scripts/package.mjs'), 'linux', '--targets', 'deb,tar.gz', '--output', join(work, 'dist')],
    { cwd: project },
  )
  const [deb, archive] = ['.deb', '.tar.gz'].map((end) => {
    const name = readdirSync(join(work, 'dist')).find((one) => one.endsWith(end))
    console.log(`${name}: ${megabytes(statSync(join(work, 'dist', name)).size)} MB`)
    return name
  })
  makeDebianRoot(root, process.argv[2])
  for (const path of ['sources.list', 'sources.list.d', 'apt.conf.d', 'trusted.gpg.d'])
    if (existsSync(join('/etc/apt', path)))
      cpSync(join('/etc/apt', path), join(root, 'etc/apt', path), { recursive: true })
  cpSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'), { dereference: true })
  cpSync(join(work, 'dist', deb), join(root, 'tmp/millrace.deb'))
  console.log('apt-get install ./millrace.deb')
  inRoot(
    'apt-get update -qq; apt-get install -qq --no-install-recommends /tmp/millrace.deb xvfb xauth >/tmp/apt.log 2>&1 || { tail -20 /tmp/apt.log; exit 1; }',
  )
  look()
  check('the .tar.gz holds the same files', contentsOf(archive).join() === filesOf(join(root, APP)).join())
  await start()
  inRoot('apt-get purge -qq millrace >/dev/null')
  check('purged, nothing of it is left', !existsSync(join(root, APP)) && !existsSync(join(root, 'usr/bin/millrace')))
} finally {
  rmSync(work, { recursive: true, force: true })
}

function look() {
  const binary = join(root, APP, 'millrace')
  const fuses = execFileSync(
    process.execPath,
    [join(dirname(require.resolve('@electron/fuses')), 'bin.js'), 'read', '--app', binary],
    { encoding: 'utf8' },
  )
  for (const [name, state] of Object.entries(FUSES))
    check(`fuse ${name} is ${state}`, fuses.includes(`${name} is ${state}`))
  const resources = join(root, APP, 'resources')
  const native = readdirSync(join(resources, 'app.asar.unpacked/node_modules/@duckdb'))
  check(
    `native DuckDB of one platform, outside the archive: ${native.join(', ')}`,
    native.join() === `node-bindings-linux-${process.arch}`,
  )
  check(
    'Chromium’s sandbox helper is setuid root',
    (statSync(join(root, APP, 'chrome-sandbox')).mode & 0o7777) === 0o4755,
  )
  const entry = execFileSync('cat', [join(root, 'usr/share/applications/millrace.desktop')], { encoding: 'utf8' })
  check(
    'desktop entry with icon and deep link',
    /^Icon=millrace$/m.test(entry) && /x-scheme-handler\/millrace/.test(entry),
  )
  const size = (path) => Number(execFileSync('du', ['-sb', join(root, APP, path)], { encoding: 'utf8' }).split('\t')[0])
  console.log(
    `installed ${megabytes(size('.'))} MB: archive ${megabytes(size('resources/app.asar'))}, DuckDB ${megabytes(size('resources/app.asar.unpacked'))}, the rest is Electron`,
  )
}

/** Names of files, sorted; those of an installed application but for the icons and scripts that only a package needs. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

function contentsOf(archive) {
  const folder = join(work, 'unpacked')
  mkdirSync(folder)
  run('tar', ['-xzf', join(work, 'dist', archive), '--strip-components=1', '-C', folder])
  return filesOf(folder)
}

/** In namespaces whose root it is, not in a chroot, where Chromium's sandbox could not be made. */
async function start() {
  const script = [
    `mount --bind '${root}' '${root}'`,
    `cd '${root}'`,
    'mkdir -p .old',
    'mount --rbind /dev dev',
    'mount -t tmpfs tmpfs tmp',
    'pivot_root . .old',
    'mount -t proc proc proc',
    'umount -l .old',
    'chmod 1777 /tmp',
    // Xvfb does not tell a process 1 that it is there.
    'setpriv --reuid 1000 --regid 1000 --clear-groups xvfb-run -a millrace; exit $?',
  ].join('\n')
  const child = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec', script], {
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/home/node', MILLRACE_PIPELINE_HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (text) => (complaints += text))
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)))
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^millrace ready (http:\S+)$/.exec(line)?.[1]
      if (found) resolve(found)
    })
    void ended.then((code) => reject(new Error(`it ended: ${code}\n${complaints}`)))
  })
  const call = async (path, body) => {
    const post = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
    return (await fetch(address + path, body === undefined ? {} : post)).json()
  }
  await call('/stream/start', { source: 'sample', rate: 1000 })
  await until(async () => (await call('/stream/status')).totals.rows > 0)
  await call('/stream/stop', {})
  const { batchId } = await call('/batch/run', {
    startDate: '2020-01-01',
    endDate: '2100-01-01',
    analysisType: 'full_report',
  })
  await until(async () => ['COMPLETED', 'FAILED'].includes((await call(`/batch/status/${batchId}`)).status))
  const record = await call(`/batch/status/${batchId}`)
  check(
    `started under Xvfb with the sandbox on; a batch over ${record.rowCount} rows is COMPLETED`,
    record.status === 'COMPLETED',
  )
  check(
    'its data is where an installed application keeps it',
    existsSync(join(root, 'home/node/.local/share/millrace/data/delta/stream/transactions/_delta_log')),
  )
  await call('/stop', {})
  const code = await ended
  check(`POST /stop ends it with ${code}`, code === 0)
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(0)
}
