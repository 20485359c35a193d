import { useEffect, useRef } from 'preact/hooks'
import { type ChartData, type ChartOptions, LineChart } from './line-chart.ts'

/** A chart that is drawn anew when its options change, and takes new data as they come. */
export function Chart({
  options,
  data,
  summary,
}: {
  readonly options: ChartOptions
  readonly data: ChartData
  /** What the chart shows, for those who do not see it. */
  readonly summary: string
}) {
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<LineChart>(undefined)
  // Options are the same while they are written the same.
  const written = JSON.stringify(options)
  useEffect(() => {
    if (chart.current) chart.current.setOptions(options, data)
    else chart.current = new LineChart(holder.current!, options, data)
  }, [written])
  useEffect(() => chart.current?.setData(data), [data])
  useEffect(() => () => chart.current?.destroy(), [])
  return <div class="chart" role="img" aria-label={summary} ref={holder} />
}
