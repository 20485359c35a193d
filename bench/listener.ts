/** An attentive client in a process of its own: follows each stream it is told of, and says when it has closed. */
process.on('message', (stream: string) => {
  const socket = new WebSocket(stream, ['antagon.v1.json'])
  let frames = 0
  socket.onmessage = ({ data }) => {
    if ((JSON.parse(data as string) as { type: string }).type === 'frame') frames++
  }
  socket.onclose = ({ code }) => process.send?.({ code, frames })
})
