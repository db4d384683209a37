// The walk that every contestant makes, frame by frame, and what is kept of each frame. Runs inside the page.
//
// `interval` is from one animation frame to the next, as a person sees it. `work` is what the main thread did in it: from the
// frame's start until its drawing was handed over. A frame is dropped when it came more than half a frame late.

/** Run steps, one an animation frame, and keep every frame's interval and work, in milliseconds. */
export function walkFrames({ who, steps, at }) {
  const canvas = who === 'ours' ? document.querySelector('canvas[aria-label^="Both charts"]') : null;
  const box = canvas?.getBoundingClientRect();
  const place = canvas ? { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true, cancelable: true } : {};
  const scroller = canvas?.parentElement?.parentElement;
  const act = (step) => {
    if (!canvas) return window.peerStep(step.view);
    if (step.rest) return undefined;
    if (step.key !== undefined) return document.body.dispatchEvent(new KeyboardEvent('keydown', { key: step.key, bubbles: true }));
    if (step.scroll !== undefined) {
      scroller.scrollTop = step.scroll * (scroller.scrollHeight - scroller.clientHeight);
      return undefined;
    }
    // As a trackpad does: more than one event a frame.
    for (let part = 0; part < 2; part += 1) {
      if (step.zoom !== undefined) canvas.dispatchEvent(new WheelEvent('wheel', { ...place, ctrlKey: true, deltaY: step.zoom / 2 }));
      else canvas.dispatchEvent(new WheelEvent('wheel', { ...place, shiftKey: true, deltaY: step.pan / 2 }));
    }
  };
  return new Promise((done) => {
    const intervals = [];
    const work = [];
    const after = new MessageChannel();
    let began = 0;
    let last = 0;
    let next = 0;
    after.port1.onmessage = () => work.push(performance.now() - began);
    const frame = (now) => {
      began = performance.now();
      if (last > 0) intervals.push(now - last);
      last = now;
      if (next >= steps.length) return done({ intervals, work: work.slice(1) });
      after.port2.postMessage(0);
      act(steps[next]);
      next += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** What is printed of a list of milliseconds. */
export function summary(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), p95: at(0.95), worst: sorted[sorted.length - 1] ?? 0 };
}

/** Frames that a screen of 60 a second would have shown and did not. */
export function dropped(intervals) {
  return intervals.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / (1000 / 60)) - 1), 0);
}
