import { closeAfterEachFile } from './left-open.ts'
import './matchers.ts'

closeAfterEachFile()
