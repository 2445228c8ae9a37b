import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TableSummary } from '../../../../shared/table'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { IconButton } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Segmented } from '../../ui/field'
import { Pane } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'

const words = text.lake.read
const LANGUAGES = ['python', 'sql', 'spark'] as const
type Language = (typeof LANGUAGES)[number]

/** The open store in other hands: each text runs as it is. */
export function ReadElsewhere({ table }: { readonly table: TableSummary }) {
  const [language, setLanguage] = useState<Language>('python')
  const { name, version } = table
  const input = { params: { name }, query: { version } }
  const { data: files, error } = useQuery({
    queryKey: keys.tableFiles(name, version),
    queryFn: ({ signal }) => call('tableFiles', input, signal),
    enabled: language === 'sql',
    staleTime: Infinity,
  })
  const code =
    language === 'sql' ? (files === undefined ? null : `SELECT count(*) FROM ${files.sql};`) : snippet(language, table)
  return (
    <Pane
      rule
      title={words.title(table.version)}
      actions={
        <>
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'tableFiles', input }) }} />
          <IconButton
            small
            icon="copy"
            label={words.copy}
            disabled={code === null}
            onClick={() => void copyText(code ?? '')}
          />
        </>
      }
    >
      <div className="body lake-care">
        <Segmented
          label={words.language}
          value={language}
          options={LANGUAGES.map((one) => ({ value: one, label: words.languages[one] }))}
          onChange={setLanguage}
        />
        {code === null ? (
          error === null ? (
            <LoadingRows rows={3} columns={1} />
          ) : (
            <ErrorState title={text.common.failed(words.languages.sql)} error={error} />
          )
        ) : (
          <pre className="code wraps value-text" tabIndex={0} role="region" aria-label={words.languages[language]}>
            {code}
          </pre>
        )}
        {language === 'sql' ? <p className="small muted">{words.sqlFiles}</p> : null}
      </div>
    </Pane>
  )
}

function snippet(language: Exclude<Language, 'sql'>, { path, version }: TableSummary): string {
  const place = JSON.stringify(path)
  switch (language) {
    case 'python':
      return [
        'from deltalake import DeltaTable',
        '',
        `table = DeltaTable(${place}, version=${version})`,
        'print(table.to_pyarrow_dataset().count_rows())',
      ].join('\n')
    case 'spark':
      return [
        'from delta import configure_spark_with_delta_pip',
        'from pyspark.sql import SparkSession',
        '',
        'builder = (',
        '    SparkSession.builder',
        '    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")',
        '    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")',
        ')',
        'spark = configure_spark_with_delta_pip(builder).getOrCreate()',
        `table = spark.read.format("delta").option("versionAsOf", ${version}).load(${place})`,
        'print(table.count())',
      ].join('\n')
  }
}
