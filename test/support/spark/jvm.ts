import { join } from 'node:path'
import { SHORT_JVM } from '../../../src/main/kafka/dev-broker'
import { missingForJars } from '../../../src/main/kafka/maven'

/** Spark with its Connect server, and Delta: one set of libraries for everything that tests run in a JVM. */
export const SPARK_JARS = {
  name: 'spark-connect-4.0.1-delta-4.0.1',
  title: 'Spark 4.0.1 with Delta 4.0.1 (332 MB)',
  pom: join(import.meta.dirname, 'pom.xml'),
}

/** Why no Spark can be had here, or null. */
export const NO_SPARK = ((missing) => (missing === null ? null : `needs ${missing}`))(missingForJars(SPARK_JARS))

/** Packages of the JDK that Spark reaches into. */
const OPENED = [
  'java.lang',
  'java.lang.invoke',
  'java.lang.reflect',
  'java.io',
  'java.net',
  'java.nio',
  'java.util',
  'java.util.concurrent',
  'java.util.concurrent.atomic',
  'jdk.internal.ref',
  'sun.nio.ch',
  'sun.nio.cs',
  'sun.security.action',
  'sun.util.calendar',
]

/** What every JVM of Spark is started with; `folder` takes what it leaves behind. */
export function jvmArguments(folder: string): readonly string[] {
  return [
    '-Xmx1g',
    // A warning of the JVM itself ([12.345s][warning]…) would stand among the answers on stdout.
    '-Xlog:disable',
    '-Xlog:all=warning:stderr',
    ...SHORT_JVM,
    ...OPENED.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    `-Djava.io.tmpdir=${folder}`,
    `-Dderby.system.home=${folder}`,
  ]
}
