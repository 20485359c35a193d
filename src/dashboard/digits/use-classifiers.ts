import { useEffect, useState } from 'preact/hooks'
import { type Classifier, loadClassifiers } from './classifiers.ts'

/** The classifiers that were loaded; those not ready then are asked about again whenever `ended`, which counts jobs, grows. */
export function useClassifiers(loaded: readonly Classifier[], ended: number): readonly Classifier[] {
  const [classifiers, setClassifiers] = useState(loaded)
  useEffect(() => {
    if (ended === 0 || classifiers.every(({ status }) => status === 'ready')) return
    const gone = new AbortController()
    // What was known stays where the service cannot be asked: it is a note in a list, no more.
    loadClassifiers(gone.signal).then(setClassifiers, () => undefined)
    return () => gone.abort()
  }, [ended])
  return classifiers
}
