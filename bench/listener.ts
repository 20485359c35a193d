/** An attentive client: reads every message of a stream; ends with 1 when it was not closed with 1000. */
const socket = new WebSocket(process.argv[2]!, ['antagon.v1.json'])
let frames = 0
socket.onmessage = ({ data }) => {
  if ((JSON.parse(data as string) as { type: string }).type === 'frame') frames++
}
socket.onclose = ({ code }) => {
  process.exitCode = code === 1000 && frames > 0 ? 0 : 1
}
