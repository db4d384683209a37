// What somebody would draw a timeline with instead: the same statements as one SVG element each, and as one canvas that
// draws every statement in every frame. Both zoom in the way that is kindest to them. Runs inside the page.

/** Put a peer into the page; `step(view)` shows a range of days. */
export function openPeer({ kind, marks, width, height, bounds }) {
  document.body.replaceChildren();
  document.body.style.margin = '0';
  const lanes = Math.max(...marks.map((mark) => mark.lane)) + 1;
  const high = height / lanes;
  const yOf = (mark) => mark.lane * high + (mark.legacy ? 4 : high / 2) + (mark.row % 4) * 4;
  const colour = (mark) => (mark.hot ? '#c0392b' : mark.legacy ? '#8a6d3b' : '#2a6f97');
  if (kind === 'svg') {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('width', width);
    svg.setAttribute('height', height);
    const all = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    for (const mark of marks) {
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      rect.setAttribute('x', mark.start);
      rect.setAttribute('y', yOf(mark));
      rect.setAttribute('width', Math.max(0.5, mark.end - mark.start));
      rect.setAttribute('height', 3);
      rect.setAttribute('fill', colour(mark));
      all.append(rect);
    }
    svg.append(all);
    document.body.append(svg);
    // One attribute a frame moves all of them: no element is touched.
    window.peerStep = ({ from, to }) => all.setAttribute('transform', `scale(${width / (to - from)} 1) translate(${-from} 0)`);
  } else {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    document.body.append(canvas);
    const ctx = canvas.getContext('2d');
    window.peerStep = ({ from, to }) => {
      ctx.clearRect(0, 0, width, height);
      const scale = width / (to - from);
      for (const mark of marks) {
        ctx.fillStyle = colour(mark);
        ctx.fillRect((mark.start - from) * scale, yOf(mark), Math.max(1, (mark.end - mark.start) * scale), 3);
      }
    };
  }
  window.peerStep(bounds);
}
