import { spawn, spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MillraceError } from '../../shared/errors'

/** Java libraries from Maven Central, kept for all projects of the user. */
export interface MavenJars {
  /** Name of the folder in the cache; with the version in it. */
  readonly name: string
  /** A `pom.xml` whose runtime dependencies are the libraries. */
  readonly pom: string
  /** What they are, for messages. */
  readonly title: string
}

/** What a machine lacks to run these libraries, as one line; null where it lacks nothing. */
export function missingForJars({ name }: Pick<MavenJars, 'name'>): string | null {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const version = /version "(\d+)/.exec(java.stderr)?.[1]
  if (java.error !== undefined || version === undefined) return 'a JDK 17 or newer (java is not on the PATH)'
  if (Number(version) < 17) return `a JDK 17 or newer (java is ${version})`
  if (existsSync(join(jarFolder(name), '.complete'))) return null
  const maven = spawnSync(mavenCommand(), ['-v'], { encoding: 'utf8', shell: process.platform === 'win32' })
  return maven.error !== undefined || maven.status !== 0 ? 'Maven (mvn is not on the PATH)' : null
}

/**
 * The folder that holds the libraries, downloaded once; it appears whole or not at all.
 * @throws SERVICE_UNAVAILABLE where the download fails
 */
export async function fetchJars(
  { name, pom, title }: MavenJars,
  onProgress?: (message: string) => void,
): Promise<string> {
  const folder = jarFolder(name)
  if (existsSync(join(folder, '.complete'))) return folder
  onProgress?.(`fetching ${title} from Maven Central, once ...`)
  await mkdir(join(folder, '..'), { recursive: true })
  const temporary = await mkdtemp(`${folder}-`)
  try {
    await copyFile(pom, join(temporary, 'pom.xml'))
    const code = await runQuietly(
      mavenCommand(),
      ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${temporary}`],
      temporary,
    )
    if (code.status !== 0) {
      throw new MillraceError(
        'SERVICE_UNAVAILABLE',
        `${title} could not be fetched from Maven Central: ${code.output.split('\n')[0] ?? ''}`,
      )
    }
    await writeFile(join(temporary, '.complete'), '')
    await rename(temporary, folder).catch((error: unknown) => {
      // Another process was faster; what it fetched is the same.
      if (!existsSync(join(folder, '.complete'))) throw error
    })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  return folder
}

/** Runs a command to its end and gives back all it said. */
export function runQuietly(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('error', (error) => resolve({ status: 1, output: error.message }))
    child.once('exit', (status) => resolve({ status, output }))
  })
}

function jarFolder(name: string): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'millrace', name)
}

function mavenCommand(): string {
  return process.platform === 'win32' ? 'mvn.cmd' : 'mvn'
}
